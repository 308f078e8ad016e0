import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ReadReplica } from './read-replica-instance';
import { AlarmTopics, knownEmails, topicsKeyAlias } from '../monitoring/alarm-topics';
import { DatabaseMonitoring } from '../monitoring/database-monitoring';
import { monitoredSettings } from '../monitoring/monitored-settings';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { PostgresEvents } from '../monitoring/postgres-events';
import { namedRemoval } from '../operations/removal';
import { statefulNameFrom } from '../regions/names-in-regions';
import { Settings } from '../settings/settings';

/** Who is called. */
interface Topics {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;
}

/** Whom a team wants to be called from another region. */
export interface TopicsAbroad extends Partial<Topics> {
  /** Identifier of the database: the topics that all of its replicas in a region share are named after it. */
  readonly databaseIdentifier: string;
  /** Region of the database. */
  readonly sourceRegion: string;
}

/** The topics of one replica, whose team brings one of the two. */
function topicsOfReplica(
  scope: Construct,
  replica: ReadReplica,
  settings: Settings,
  wanted: TopicsAbroad,
): AlarmTopics {
  return new AlarmTopics(scope, 'Topics', {
    ...wanted,
    instanceIdentifier: replica.instanceIdentifier,
    keyAlias: topicsKeyAlias(replica.instanceIdentifier),
    alarmEmails: wanted.alarmTopic ? [] : knownEmails(scope, settings.alarmEmails),
  });
}

/** The topics that all replicas of a database in a region share. */
function topicsOfDatabase(
  scope: Construct,
  regional: Construct,
  settings: Settings,
  wanted: TopicsAbroad,
): AlarmTopics {
  return new AlarmTopics(regional, 'Topics', {
    instanceIdentifier: wanted.databaseIdentifier,
    keyAlias: topicsKeyAlias(statefulNameFrom(wanted.databaseIdentifier, wanted.sourceRegion)),
    alarmEmails: knownEmails(scope, settings.alarmEmails),
  });
}

/** The alarms of a replica, with the thresholds, overrides and runbook of its own settings. */
function replicaAlarms(
  scope: Construct,
  replica: ReadReplica,
  settings: Settings,
  topics: Topics,
  events?: PostgresEvents,
): void {
  const alarms = new PostgresAlarms(scope, 'Alarms', {
    ...monitoredSettings(settings),
    // Of the database, whose alarms tell of them.
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

/** Watches a replica of the same region: the topics, the subscription to events and the dashboard are the database's. */
export function watchReplica(
  scope: Construct,
  replica: ReadReplica,
  settings: Settings,
  monitoring: DatabaseMonitoring,
): void {
  const { events, alarmTopic, pagingTopic, dashboard } = monitoring;
  events.watchInstance(replica.instance);
  replicaAlarms(scope, replica, settings, { alarmTopic, pagingTopic });
  dashboard._addReplica(replica.instanceIdentifier, replica.metricReplicaLag());
}

/**
 * Watches a replica in another region: alarms publish to topics of their own region, and so do the events of RDS.
 *
 * @param regional what all replicas of the database in the region share
 */
export function watchReplicaAbroad(
  scope: Construct,
  regional: Construct,
  replica: ReadReplica,
  settings: Settings,
  wanted: TopicsAbroad,
): void {
  const { alarmTopic, pagingTopic } =
    wanted.alarmTopic || wanted.pagingTopic
      ? topicsOfReplica(scope, replica, settings, wanted)
      : ((regional.node.tryFindChild('Topics') as AlarmTopics | undefined) ??
        topicsOfDatabase(scope, regional, settings, wanted));
  const events = new PostgresEvents(scope, 'Events', {
    instance: replica.instance,
    alarmTopic,
    // By the name itself, as the policy of the key names it.
    logGroupName: `/aws/rds/instance/${replica.instanceIdentifier}/events`,
    encryptionKey: replica.encryptionKey,
    logRetention: settings.logRetention,
    logRemovalPolicy: namedRemoval(settings.removalPolicy),
  });
  replicaAlarms(scope, replica, settings, { alarmTopic, pagingTopic }, events);
}
