import { jurisdictionDistance, placeOf } from './region-catalogue';

const US_BUT_CALIFORNIA = ['us-east-1', 'us-east-2', 'us-west-2'];

/**
 * The regions to which RDS replicates the automated backups of PostgreSQL, by the region of the instance.
 *
 * From the table "Source and destination AWS Region support" of
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html, in the newest copy that could be
 * read on 2026-11-28. A region that is not a source there has no entry: ap-east-2, ap-southeast-6, ap-southeast-7,
 * me-south-1, me-west-1, mx-central-1, eusc-de-east-1 and the isolated regions. Not tried on AWS:
 * `aws rds describe-source-regions --region <destination>` has the last word.
 */
const DESTINATIONS: Record<string, string[]> = {
  'af-south-1': ['eu-central-1', 'eu-west-1', 'eu-west-2'],
  'ap-east-1': ['ap-southeast-1', 'ap-northeast-1'],
  'ap-northeast-1': ['ap-east-1', 'ap-northeast-3', 'ap-northeast-2', 'ap-southeast-1', ...US_BUT_CALIFORNIA],
  'ap-northeast-2': ['ap-southeast-1', 'ap-northeast-1', ...US_BUT_CALIFORNIA],
  'ap-northeast-3': ['ap-northeast-1'],
  'ap-south-1': ['ap-south-2', 'ap-southeast-1', ...US_BUT_CALIFORNIA],
  'ap-south-2': ['ap-south-1'],
  'ap-southeast-1': [
    'ap-east-1',
    'ap-southeast-5',
    'ap-south-1',
    'ap-northeast-2',
    'ap-southeast-2',
    'ap-northeast-1',
    ...US_BUT_CALIFORNIA,
  ],
  'ap-southeast-2': ['ap-southeast-4', 'ap-southeast-1', 'us-east-1', 'us-west-1', 'us-west-2'],
  'ap-southeast-3': ['ap-southeast-5', 'ap-southeast-1'],
  'ap-southeast-4': ['ap-southeast-2'],
  'ap-southeast-5': ['ap-southeast-1'],
  'ca-central-1': ['ca-west-1', 'eu-west-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  'ca-west-1': ['ca-central-1'],
  'cn-north-1': ['cn-northwest-1'],
  'cn-northwest-1': ['cn-north-1'],
  'eu-central-1': [
    'af-south-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
    'eu-central-2',
    ...US_BUT_CALIFORNIA,
  ],
  'eu-central-2': ['eu-central-1', 'eu-west-1'],
  'eu-north-1': ['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'us-east-1'],
  'eu-south-1': ['eu-central-1'],
  'eu-south-2': ['eu-west-1', 'eu-west-3'],
  'eu-west-1': [
    'af-south-1',
    'ca-central-1',
    'eu-central-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
    'eu-central-2',
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
  ],
  'eu-west-2': ['af-south-1', 'eu-central-1', 'eu-west-1', 'eu-west-3', 'eu-north-1', 'us-east-1'],
  'eu-west-3': ['eu-central-1', 'eu-west-1', 'eu-west-2', 'eu-north-1', 'us-east-1'],
  'il-central-1': ['eu-west-1'],
  'me-central-1': ['eu-central-1'],
  'sa-east-1': ['us-east-1', 'us-east-2'],
  'us-east-1': [
    'ap-south-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ca-central-1',
    'eu-central-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-north-1',
    'sa-east-1',
    'us-west-2',
    'us-east-2',
    'us-west-1',
  ],
  'us-east-2': [
    'ap-south-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-northeast-1',
    'ca-central-1',
    'eu-central-1',
    'eu-west-1',
    'sa-east-1',
    'us-west-2',
    'us-east-1',
    'us-west-1',
  ],
  'us-gov-east-1': ['us-gov-west-1'],
  'us-gov-west-1': ['us-gov-east-1'],
  'us-west-1': ['ap-southeast-2', 'ca-central-1', 'eu-west-1', 'us-west-2', 'us-east-1', 'us-east-2'],
  'us-west-2': [
    'ap-south-1',
    'ap-northeast-2',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ca-central-1',
    'eu-central-1',
    'eu-west-1',
    'us-east-1',
    'us-east-2',
    'us-west-1',
  ],
};

/**
 * Returns the regions to which RDS replicates the automated backups of an instance, closest jurisdiction first. The
 * list is empty for a region for which none is known.
 */
export function backupDestinations(home: string): string[] {
  const destinations = DESTINATIONS[home] ?? [];
  return [...destinations].sort((a, b) => jurisdictionDistance(home, a) - jurisdictionDistance(home, b));
}

/** Whether RDS is known to replicate automated backups from one region to the other. */
export function isBackupPair(home: string, other: string): boolean {
  return backupDestinations(home).includes(other);
}

/**
 * Describes the destinations of a region: first those in its country or geography, then those outside. The text is
 * empty if there are none.
 */
export function destinationsText(home: string): string {
  const destinations = backupDestinations(home);
  const near = destinations.filter((region) => jurisdictionDistance(home, region) < 3);
  const far = destinations.filter((region) => jurisdictionDistance(home, region) === 3);
  const geography = placeOf(home)?.geography;
  const parts: string[] = [];
  if (near.length > 0) parts.push(`${withCountries(near)}, in ${geography}`);
  if (far.length > 0) parts.push(`${withCountries(far)}, outside of ${geography}`);
  return parts.join('; or ');
}

function withCountries(regions: string[]): string {
  return regions.map((region) => `'${region}' (${placeOf(region)?.country ?? 'unknown'})`).join(', ');
}
