import { Annotations, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { AdoptedDatabase } from './adopted-database';
import { ADOPTED_PROPERTIES, AdoptedProperty } from './adopted-properties';
import { settingsWhileLive } from './adoption-settings';
import { ExplainedSetting } from '../settings/explanation';
import { ResolvedSettings, SettingName } from '../settings/settings';

/** The type of the metadata in the manifest of the cloud assembly, which the command line reads. */
const METADATA = 'oficina-postgres:adoption';

/** Values that exist only once they are applied. */
const NAMED_LATER: Readonly<Record<string, string>> = {
  DBParameterGroupName: 'that of the library',
  MonitoringRoleArn: 'that of the library',
  Tags: 'those of the app',
  VPCSecurityGroups: 'that of the library',
};

/** Properties that no prop sets, and that RDS takes away when the template has them no longer. */
const REMOVED_WITHOUT_VALUE = ['AssociatedRoles', 'ProcessorFeatures'];

/** A property whose value the props would change. */
interface Difference {
  readonly property: string;
  /** The value that was found; undefined if the instance has none. */
  readonly live: unknown;
  /** The value of the props; undefined if no prop sets one. */
  readonly wanted: unknown;
  readonly effect: AdoptedProperty['effect'];
  readonly consequence: string;
}

/**
 * States an instance as it runs, and what has to stay.
 *
 * CloudFormation writes the properties of the template at the import, and reboots for a parameter group that waits
 * (aws-cloudformation/cloudformation-coverage-roadmap#809). So each property is a literal that equals the live value,
 * and one that the instance does not have is absent.
 *
 * @returns the rows of `explain()` about what the props would change
 */
export function adoptInstance(
  instance: rds.DatabaseInstance,
  adopted: AdoptedDatabase,
  resolved: ResolvedSettings,
): ExplainedSetting[] {
  const resource = instance.node.defaultChild as rds.CfnDBInstance;
  const differences = adopted._isLive ? differencesFrom(adopted, resource) : [];
  keepForEver(resource, adopted);
  keepSecurityGroups(resource, adopted);
  if (!adopted._isLive) return [];

  const { live = {} } = adopted._fields;
  for (const property of Object.keys(ADOPTED_PROPERTIES)) {
    if (adopted._applies(property)) continue;
    const value = live[property] ?? undefined;
    if (value === undefined || isEmptyList(value)) resource.addPropertyDeletionOverride(property);
    else resource.addPropertyOverride(property, value);
  }
  resource.addPropertyOverride('ApplyImmediately', false);
  if (!adopted._applies('EngineVersion')) resource.addPropertyDeletionOverride('AllowMajorVersionUpgrade');
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  resource.node.addMetadata(METADATA, differences.map(shown), { stackTrace: false });
  warnOfDifferences(instance, differences, waitingFeatures(resolved));
  return differences.map(({ property, live: found, wanted, consequence }) => ({
    name: `adopt.live.${property}`,
    value: `${text(found)}, wanted: ${text(wanted)}`,
    source: 'prop',
    consequence,
  }));
}

/** What RDS cannot change. Without a password, CloudFormation leaves the one of the instance alone. */
function keepForEver(resource: rds.CfnDBInstance, adopted: AdoptedDatabase): void {
  const fields = adopted._fields;
  resource.dbName = fields.initialDatabaseName;
  resource.masterUsername = fields.masterUsername;
  resource.masterUserPassword = undefined;
  resource.kmsKeyId = fields.storageKeyArn;
  // Also while Performance Insights is off: CloudFormation would replace an instance that loses its key.
  const { performanceInsightsKeyArn } = fields;
  if (performanceInsightsKeyArn !== undefined) {
    resource.performanceInsightsKmsKeyId = performanceInsightsKeyArn;
  } else if (!adopted._applies('EnablePerformanceInsights')) {
    resource.addPropertyDeletionOverride('PerformanceInsightsKMSKeyId');
  }
}

/** Lets clients in through the groups of before, next to that of the library. */
function keepSecurityGroups(resource: rds.CfnDBInstance, adopted: AdoptedDatabase): void {
  const { securityGroupIds = [] } = adopted._fields;
  resource.vpcSecurityGroups = [...(resource.vpcSecurityGroups ?? []), ...securityGroupIds];
}

function differencesFrom(adopted: AdoptedDatabase, resource: rds.CfnDBInstance): Difference[] {
  const { live = {} } = adopted._fields;
  return Object.entries(ADOPTED_PROPERTIES).flatMap(([property, { attribute, effect, consequence }]) => {
    if (adopted._applies(property)) return [];
    const found = live[property] ?? undefined;
    const wanted = NAMED_LATER[property] ?? wantedValue(resource, attribute);
    if (text(found) === text(wanted) || (found === undefined && (isOff(wanted) || property in NAMED_LATER))) return [];
    // Without a value in the template, CloudFormation leaves the others alone.
    if (wanted === undefined && attribute === undefined && !REMOVED_WITHOUT_VALUE.includes(property)) return [];
    return [{ property, live: found, wanted, effect, consequence }];
  });
}

function wantedValue(resource: rds.CfnDBInstance, attribute: AdoptedProperty['attribute']): unknown {
  const value = attribute === undefined ? undefined : (resource[attribute] as unknown);
  return Stack.of(resource).resolve(value) ?? undefined;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isOff(value: unknown): boolean {
  return value === false || value === 'false' || value === 0;
}

/** CloudFormation takes numbers and booleans as text, too. */
function text(value: unknown): string {
  if (value === undefined) return '-';
  if (Array.isArray(value)) return value.map(text).sort().join(', ') || '-';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function shown({ live, wanted, ...difference }: Difference) {
  return { ...difference, live: text(live), wanted: text(wanted) };
}

/** The settings that are off by default while `live` is there, and on without it. */
function waitingFeatures({ sources }: ResolvedSettings): string[] {
  return (Object.keys(settingsWhileLive()) as SettingName[]).filter((name) => sources[name] === 'derived');
}

function warnOfDifferences(
  instance: rds.DatabaseInstance,
  differences: readonly Difference[],
  waiting: readonly string[],
): void {
  const list = differences.map(({ property, live, wanted }) => `${property} ${text(live)} (wanted ${text(wanted)})`);
  Annotations.of(instance).addWarningV2(
    'oficina-postgres:adopting',
    `the instance in ${Stack.of(instance).stackName} is as it was found: ` +
      `${list.join('; ') || 'nothing differs from the props'}. ` +
      'Name one property after another in apply of AdoptedDatabase, each with a deployment of its own ' +
      '(explain() tells what each does). Leaving live out applies all that is left at once' +
      (waiting.length > 0
        ? `, and switches on what the profile has of ${waiting.join(', ')}: set these props before`
        : ''),
  );
}
