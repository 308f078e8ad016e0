import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ReadReplica } from './read-replica-instance';
import { AlarmTopics, knownEmails, topicsKeyAlias } from '../monitoring/alarm-topics';
import { DatabaseMonitoring } from '../monitoring/database-monitoring';
import { monitoredSettings } from '../monitoring/monitored-settings';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { PostgresEvents } from '../monitoring/postgres-events';
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { statefulNameFromRegion } from '../regions/names-in-regions';
import { Settings } from '../settings/settings';

/** The topics that the alarms of a replica notify. */
interface Topics {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;
}

/** The monitoring of a replica in another region: the topics that were passed, and the database. */
export interface OtherRegionMonitoringProps extends Partial<Topics> {
  /** Identifier of the database, after which the topics are named that its replicas in a region share. */
  readonly databaseIdentifier: string;
  /** Region of the database. */
  readonly sourceRegion: string;
}

/**
 * Watches a replica in the region of its database, with the topics, event subscription and dashboard of the database.
 */
export function watchReplica(
  scope: Construct,
  replica: ReadReplica,
  settings: Settings,
  monitoring: DatabaseMonitoring,
): void {
  const { events, alarmTopic, pagingTopic, dashboard } = monitoring;
  events.watchInstance(replica.instance);
  addAlarms(scope, replica, settings, { alarmTopic, pagingTopic });
  dashboard._addReplica(replica.instanceIdentifier, replica.metricReplicaLag());
}

/**
 * Watches a replica in another region: alarms notify topics of their own region, and so do the events of RDS.
 *
 * @param regional parent of what all replicas of the database in the region share
 */
export function watchReplicaInOtherRegion(
  scope: Construct,
  regional: Construct,
  replica: ReadReplica,
  settings: Settings,
  props: OtherRegionMonitoringProps,
): void {
  const hasOwnTopics = props.alarmTopic !== undefined || props.pagingTopic !== undefined;
  const { alarmTopic, pagingTopic } = hasOwnTopics
    ? topicsOfReplica(scope, replica, settings, props)
    : sharedTopics(scope, regional, settings, props);
  const events = new PostgresEvents(scope, 'Events', {
    instance: replica.instance,
    alarmTopic,
    // By the identifier itself, not by a reference: the policy of the key names the log groups before the replica
    // exists.
    logGroupName: `/aws/rds/instance/${replica.instanceIdentifier}/events`,
    encryptionKey: replica.encryptionKey,
    logRetention: settings.logRetention,
    logRemovalPolicy: secretAndLogRemovalPolicy(settings.removalPolicy),
  });
  addAlarms(scope, replica, settings, { alarmTopic, pagingTopic }, events);
}

/** Creates the topics of one replica for which the caller passes one or both of them. */
function topicsOfReplica(
  scope: Construct,
  replica: ReadReplica,
  settings: Settings,
  { alarmTopic, pagingTopic }: OtherRegionMonitoringProps,
): AlarmTopics {
  return new AlarmTopics(scope, 'Topics', {
    alarmTopic,
    pagingTopic,
    instanceIdentifier: replica.instanceIdentifier,
    keyAlias: topicsKeyAlias(replica.instanceIdentifier),
    alarmEmails: alarmTopic ? [] : knownEmails(scope, settings.alarmEmails),
  });
}

/** Returns the topics that all replicas of a database in a region share. The first replica creates them. */
function sharedTopics(
  scope: Construct,
  regional: Construct,
  settings: Settings,
  { databaseIdentifier, sourceRegion }: OtherRegionMonitoringProps,
): AlarmTopics {
  const existing = regional.node.tryFindChild('Topics') as AlarmTopics | undefined;
  if (existing) return existing;
  return new AlarmTopics(regional, 'Topics', {
    instanceIdentifier: databaseIdentifier,
    keyAlias: topicsKeyAlias(statefulNameFromRegion(databaseIdentifier, sourceRegion)),
    alarmEmails: knownEmails(scope, settings.alarmEmails),
  });
}

/** Adds the alarms of a replica, with the thresholds, overrides and runbook of its own settings. */
function addAlarms(
  scope: Construct,
  replica: ReadReplica,
  settings: Settings,
  topics: Topics,
  events?: PostgresEvents,
): void {
  const alarms = new PostgresAlarms(scope, 'Alarms', {
    ...monitoredSettings(settings),
    // The alarms of the database cover these.
    vaultBackups: undefined,
    restoreDrillOverdueAfter: undefined,
    instance: replica.instance,
    readReplica: true,
    alarmNamePrefix: replica.instanceIdentifier,
    ...topics,
    alarmOverrides: settings.alarmOverrides,
    runbookUrl: settings.runbookUrl,
    eventLogGroup: events?.logGroup,
  });
  replica.watchedBy({ alarms, ...topics });
}
