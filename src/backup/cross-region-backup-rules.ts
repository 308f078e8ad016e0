import { Resource, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IConstruct } from 'constructs';
import { CrossRegionBackup } from './cross-region-backup';
import { backupDestinations, destinationsText, isBackupPair } from '../regions/backup-pairs';
import { isInTheUnitedStates, partitionOf, placeOf } from '../regions/region-catalogue';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/** What the rules about backups in another region read. */
export interface CrossRegionValues {
  readonly crossRegionBackup: CrossRegionBackup;
  /** Of the stack, as far as they are known; a name in angle brackets where they are not. */
  readonly account: string;
  readonly region: string;
  readonly instanceIdentifier: string;
  readonly encryptionKey?: kms.IKey;
}

/** The values that the rules read, for the database of a construct. */
export function crossRegionValues(
  scope: IConstruct,
  { crossRegionBackup, instanceIdentifier }: Settings,
  encryptionKey?: kms.IKey,
): CrossRegionValues {
  const { account, region } = Stack.of(scope);
  const written = (value: string, name: string) => (Token.isUnresolved(value) ? `<${name}>` : value);
  return {
    crossRegionBackup,
    account: written(account, 'account'),
    region: written(region, 'region'),
    instanceIdentifier,
    encryptionKey,
  };
}

const isKnown = (value: string) => !value.startsWith('<');
const isOn = ({ crossRegionBackup }: CrossRegionValues) => crossRegionBackup.region !== undefined;
const rule = (each: Omit<Rule<CrossRegionValues>, 'reads' | 'needs'>): Rule<CrossRegionValues> => ({
  ...each,
  reads: ['crossRegionBackup'],
  needs: () => undefined,
  broken: (v) => isOn(v) && each.broken(v),
});

/** Whether the region of the backups is left to the library, which chooses none for the region of this database. */
function isUndecided({ crossRegionBackup, region }: CrossRegionValues): boolean {
  return crossRegionBackup._chosenByRegion && isKnown(region) && !isInTheUnitedStates(region);
}

/** A rule that applies once the other region is decided. */
function ruleOnceDecided(each: Omit<Rule<CrossRegionValues>, 'reads' | 'needs'>): Rule<CrossRegionValues> {
  return rule({ ...each, broken: (v) => !isUndecided(v) && each.broken(v) });
}

/** Whether the other region is one that could be right: any that is not the database's, in its partition. */
function isElsewhere({ crossRegionBackup, region }: CrossRegionValues): boolean {
  return (
    isKnown(region) &&
    crossRegionBackup.region !== region &&
    partitionOf(crossRegionBackup.region!) === partitionOf(region)
  );
}

/** The way out: the possible regions, those under the nearest law first. */
function candidates(home: string): string {
  const [first] = backupDestinations(home);
  if (first === undefined) {
    return (
      'choose CrossRegionBackup.none(), as RDS lists no region that takes the automated backups of this one; BackupVaultPlan.daily() keeps others in the region. ' +
      "Where RDS does take them by now (aws rds describe-source-regions), give CrossRegionBackup.toRegion('…', { allowUnlisted: true })"
    );
  }
  return (
    `choose CrossRegionBackup.toRegion('${first}'), another region to which RDS replicates from there ` +
    `(${destinationsText(home)}), or CrossRegionBackup.none()`
  );
}

/** The region of a construct, where it is known. */
const regionOf = (construct?: { readonly env: { readonly region: string } }) => {
  const region = construct?.env.region;
  return region === undefined || Token.isUnresolved(region) ? undefined : region;
};

export const crossRegionRules: readonly Rule<CrossRegionValues>[] = [
  rule({
    id: 'cross-region-known-place',
    broken: (v) => !isKnown(v.account) || !isKnown(v.region),
    got: (v) => `the account ${v.account} and the region ${v.region}`,
    wants:
      'needs a stack whose account and region are written out, as a second stack stands in another region of the same account',
    fix: (v) =>
      `give the stack env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: '${isKnown(v.region) ? v.region : 'us-east-1'}' }, the account as a number in quotes where ` +
      'there are no credentials, or choose CrossRegionBackup.none()',
  }),
  rule({
    id: 'cross-region-decided',
    broken: (v) => isUndecided(v),
    got: (v) => `none for a database in ${v.region}${placeOf(v.region) ? ` (${placeOf(v.region)!.country})` : ''}`,
    wants:
      'must name the second region: the library chooses one only for a database in a commercial region of the ' +
      'United States, so that no data leaves a country unasked',
    fix: (v) => candidates(v.region),
  }),
  ruleOnceDecided({
    id: 'cross-region-other-region',
    broken: (v) => v.crossRegionBackup.region === v.region,
    got: (v) => `${v.crossRegionBackup.region}, that of the database`,
    wants: 'must go to another region',
    fix: (v) => candidates(v.region),
  }),
  ruleOnceDecided({
    id: 'cross-region-same-partition',
    broken: (v) => isKnown(v.region) && partitionOf(v.crossRegionBackup.region!) !== partitionOf(v.region),
    got: (v) => `${v.crossRegionBackup.region} for a database in ${v.region}`,
    wants:
      'must go to a region of the same partition: nothing of RDS crosses to China, to GovCloud, to the European Sovereign Cloud or to isolated regions, or from there',
    fix: (v) => candidates(v.region),
  }),
  ruleOnceDecided({
    id: 'cross-region-pair',
    broken: (v) =>
      isElsewhere(v) && !v.crossRegionBackup.allowUnlisted && !isBackupPair(v.region, v.crossRegionBackup.region!),
    got: (v) => `${v.crossRegionBackup.region} for a database in ${v.region}`,
    wants: 'must go to a region to which RDS replicates automated backups from that of the database',
    fix: (v) => candidates(v.region),
  }),
  ruleOnceDecided({
    id: 'cross-region-known-name',
    broken: (v) => Token.isUnresolved(v.instanceIdentifier),
    got: () => 'a token as instanceIdentifier',
    wants: 'needs a database whose name is known: key, log and alarm of the other region follow it',
    fix: 'write instanceIdentifier out, or choose CrossRegionBackup.none()',
  }),
  ruleOnceDecided({
    id: 'cross-region-key',
    broken: (v) =>
      v.encryptionKey !== undefined &&
      !Resource.isOwnedResource(v.encryptionKey) &&
      v.crossRegionBackup.encryptionKey === undefined,
    got: (v) => `an imported encryptionKey, ${v.encryptionKey!.node.path}, and none for ${v.crossRegionBackup.region}`,
    wants: 'must have a key of the other region where the team brings the key of the first',
    fix: (v) =>
      `pass one: CrossRegionBackup.toRegion('${v.crossRegionBackup.region}', { encryptionKey: kms.Key.fromKeyArn(…) })`,
  }),
  ruleOnceDecided({
    id: 'cross-region-key-region',
    broken: ({ crossRegionBackup: { region, encryptionKey } }) =>
      ![undefined, region].includes(regionOf(encryptionKey)),
    got: ({ crossRegionBackup: { encryptionKey } }) =>
      `the key ${encryptionKey!.node.path} of ${regionOf(encryptionKey)}`,
    wants: (v) => `must have a key of ${v.crossRegionBackup.region}, where the backups go`,
    fix: 'pass one of that region, or leave encryptionKey out for a new one',
  }),
  ruleOnceDecided({
    id: 'cross-region-topic-region',
    broken: ({ crossRegionBackup: { region, alarmTopic } }) => ![undefined, region].includes(regionOf(alarmTopic)),
    got: ({ crossRegionBackup: { alarmTopic } }) => `the topic ${alarmTopic!.node.path} of ${regionOf(alarmTopic)}`,
    wants: (v) => `must have an alarmTopic of ${v.crossRegionBackup.region}: alarms call none of another region`,
    fix: 'pass one of that region, or leave alarmTopic out for a new one',
  }),
];
