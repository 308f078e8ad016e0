import { Resource, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { CrossRegionBackup } from './cross-region-backup';
import { backupDestinations, destinationsText, isBackupPair } from '../regions/backup-pairs';
import { isInTheUnitedStates, partitionOf, placeOf } from '../regions/region-catalogue';
import { Settings } from '../settings/settings';
import { NOTHING, Rule } from '../validation/rule';

/** The values that the rules about backups in another region check. */
export interface CrossRegionValues {
  readonly crossRegionBackup: CrossRegionBackup;
  /** Account of the stack; `<account>` for a token. */
  readonly account: string;
  /** Region of the stack; `<region>` for a token. */
  readonly region: string;
  readonly instanceIdentifier: string;
  readonly encryptionKey?: kms.IKey;
}

/** Returns the values to check, for the database of a construct. */
export function crossRegionValues(
  scope: IConstruct,
  { crossRegionBackup, instanceIdentifier }: Settings,
  encryptionKey?: kms.IKey,
): CrossRegionValues {
  const { account, region } = Stack.of(scope);
  return {
    crossRegionBackup,
    account: Token.isUnresolved(account) ? '<account>' : account,
    region: Token.isUnresolved(region) ? '<region>' : region,
    instanceIdentifier,
    encryptionKey,
  };
}

type CrossRegionRule = Omit<Rule<CrossRegionValues>, 'reads' | 'needs'>;

/** A rule that applies where there are backups in another region. */
function rule(definition: CrossRegionRule): Rule<CrossRegionValues> {
  return {
    ...definition,
    reads: ['crossRegionBackup'],
    mustBeResolved: NOTHING,
    broken: (v) => v.crossRegionBackup.region !== undefined && definition.broken(v),
  };
}

/** A rule that applies if the other region is known. */
function ruleOnceChosen(definition: CrossRegionRule): Rule<CrossRegionValues> {
  return rule({ ...definition, broken: (v) => !hasNoAutomaticRegion(v) && definition.broken(v) });
}

/** Whether an account or a region is written out. */
function isKnown(value: string): boolean {
  return !value.startsWith('<');
}

/** Whether `automatic()` is used for a database outside of the United States, for which it chooses no region. */
function hasNoAutomaticRegion({ crossRegionBackup, region }: CrossRegionValues): boolean {
  return crossRegionBackup._chosenByRegion && isKnown(region) && !isInTheUnitedStates(region);
}

/** Whether the other region differs from the region of the database and is in its partition. */
function isOtherRegionOfPartition({ crossRegionBackup, region }: CrossRegionValues): boolean {
  if (!isKnown(region) || crossRegionBackup.region === region) return false;
  return partitionOf(crossRegionBackup.region!) === partitionOf(region);
}

/** A region with its country, where that is known. */
function withCountry(region: string): string {
  const place = placeOf(region);
  return place ? `${region} (${place.country})` : region;
}

/** Returns the fix for a wrong region: the regions to which RDS replicates, closest jurisdiction first. */
function destinationsFix(databaseRegion: string): string {
  const [closest] = backupDestinations(databaseRegion);
  if (closest === undefined) {
    return (
      'choose CrossRegionBackup.none(), as RDS lists no region to which it replicates automated backups from this ' +
      'one; BackupVaultPlan.daily() keeps additional backups in the region. If RDS supports a region by now ' +
      '(aws rds describe-source-regions), write CrossRegionBackup.toRegion() with it and allowUnlisted: true'
    );
  }
  return (
    `choose CrossRegionBackup.toRegion('${closest}'), another region to which RDS replicates from there ` +
    `(${destinationsText(databaseRegion)}), or CrossRegionBackup.none()`
  );
}

/** The region of a construct; undefined for a token. */
function regionOf(construct: { readonly env: { readonly region: string } } | undefined): string | undefined {
  const region = construct?.env.region;
  return Token.isUnresolved(region) ? undefined : region;
}

/** Whether a construct is known to be in another region than the backups. */
function isInWrongRegion(
  { crossRegionBackup }: CrossRegionValues,
  construct: { readonly env: { readonly region: string } } | undefined,
): boolean {
  const region = regionOf(construct);
  return region !== undefined && region !== crossRegionBackup.region;
}

export const crossRegionRules: readonly Rule<CrossRegionValues>[] = [
  rule({
    id: 'cross-region-known-place',
    broken: (v) => !isKnown(v.account) || !isKnown(v.region),
    got: (v) => `the account ${v.account} and the region ${v.region}`,
    wants:
      'needs a stack whose account and region are written out, as a second stack is created in another region of the ' +
      'same account',
    fix: (v) =>
      'give the stack an env with the account of the environment variable CDK_DEFAULT_ACCOUNT and the region ' +
      `'${isKnown(v.region) ? v.region : 'us-east-1'}', the account as a number in quotes where there are no ` +
      'credentials, or choose CrossRegionBackup.none()',
  }),
  rule({
    id: 'cross-region-decided',
    broken: (v) => hasNoAutomaticRegion(v),
    got: (v) => `none for a database in ${withCountry(v.region)}`,
    wants:
      'must name the second region: the library chooses one only for a database in a commercial region of the ' +
      'United States, so that no data leaves a country unless you say so',
    fix: (v) => destinationsFix(v.region),
  }),
  ruleOnceChosen({
    id: 'cross-region-other-region',
    broken: (v) => v.crossRegionBackup.region === v.region,
    got: (v) => `${v.crossRegionBackup.region}, the region of the database`,
    wants: 'must go to another region',
    fix: (v) => destinationsFix(v.region),
  }),
  ruleOnceChosen({
    id: 'cross-region-same-partition',
    broken: (v) => isKnown(v.region) && partitionOf(v.crossRegionBackup.region!) !== partitionOf(v.region),
    got: (v) => `${v.crossRegionBackup.region} for a database in ${v.region}`,
    wants:
      'must go to a region of the same partition: RDS copies nothing between the commercial regions, China, ' +
      'GovCloud, the European Sovereign Cloud and the isolated regions',
    fix: (v) => destinationsFix(v.region),
  }),
  ruleOnceChosen({
    id: 'cross-region-pair',
    broken: (v) =>
      isOtherRegionOfPartition(v) &&
      !v.crossRegionBackup.allowUnlisted &&
      !isBackupPair(v.region, v.crossRegionBackup.region!),
    got: (v) => `${v.crossRegionBackup.region} for a database in ${v.region}`,
    wants: 'must go to a region to which RDS replicates automated backups from the region of the database',
    fix: (v) => destinationsFix(v.region),
  }),
  ruleOnceChosen({
    id: 'cross-region-known-name',
    broken: (v) => Token.isUnresolved(v.instanceIdentifier),
    got: () => 'a token as instanceIdentifier',
    wants: 'needs a database whose name is known: key, log and alarm in the other region are named after it',
    fix: 'write instanceIdentifier out, or choose CrossRegionBackup.none()',
  }),
  ruleOnceChosen({
    id: 'cross-region-key',
    broken: (v) =>
      v.encryptionKey !== undefined &&
      !Resource.isOwnedResource(v.encryptionKey) &&
      v.crossRegionBackup.encryptionKey === undefined,
    got: (v) => `an imported encryptionKey, ${v.encryptionKey!.node.path}, and none for ${v.crossRegionBackup.region}`,
    wants: 'must have a key in the other region if the encryptionKey of the database is imported',
    fix: (v) =>
      `pass one to CrossRegionBackup.toRegion('${v.crossRegionBackup.region}') as its encryptionKey, as in ` +
      'kms.Key.fromKeyArn()',
  }),
  ruleOnceChosen({
    id: 'cross-region-key-region',
    broken: (v) => isInWrongRegion(v, v.crossRegionBackup.encryptionKey),
    got: ({ crossRegionBackup: { encryptionKey } }) =>
      `the key ${encryptionKey!.node.path} of ${regionOf(encryptionKey)}`,
    wants: (v) => `must have a key of ${v.crossRegionBackup.region}, where the backups go`,
    fix: 'pass a key of that region, or leave encryptionKey out for a new one',
  }),
  ruleOnceChosen({
    id: 'cross-region-topic-region',
    broken: (v) => isInWrongRegion(v, v.crossRegionBackup.alarmTopic),
    got: ({ crossRegionBackup: { alarmTopic } }) => `the topic ${alarmTopic!.node.path} of ${regionOf(alarmTopic)}`,
    wants: (v) =>
      `must have an alarmTopic of ${v.crossRegionBackup.region}: an alarm cannot notify a topic of another region`,
    fix: 'pass a topic of that region, or leave alarmTopic out for a new one',
  }),
];
