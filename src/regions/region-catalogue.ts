import { RegionInfo } from 'aws-cdk-lib/region-info';
import { closest } from '../validation/closest';

/** Where a region is. */
export interface RegionPlace {
  /** Country or state that the data centres stand in. */
  readonly country: string;
  /** What AWS calls the geography of the region. */
  readonly geography: string;
}

const US = 'United States';
const ASIA_PACIFIC = 'Asia Pacific';
const EUROPE = 'Europe';
const MIDDLE_EAST = 'Middle East';

/**
 * The regions of AWS, and where each one is. Names, countries and geographies:
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html,
 * https://aws.amazon.com/about-aws/global-infrastructure/regions_az/ (2026-11); which ones there are: `RegionInfo` of aws-cdk-lib 2.276.0. A test holds the two
 * together.
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

/** Countries of the European Union with a region: one law of data protection holds in all of them. */
const EUROPEAN_UNION = ['France', 'Germany', 'Ireland', 'Italy', 'Spain', 'Sweden'];

/**
 * The names of all regions: those of this catalogue, and what the app's aws-cdk-lib knows besides (`Fact.register()`
 * adds to that).
 */
export function knownRegions(): string[] {
  return [...new Set([...Object.keys(PLACES), ...RegionInfo.regions.map(({ name }) => name)])];
}

/** Whether there is a region of that name, as far as this version and the app's aws-cdk-lib know. */
export function isKnownRegion(region: string): boolean {
  return knownRegions().includes(region);
}

/** The known region that is spelled most like a name; undefined where none is near. */
export function closestRegion(name: string): string | undefined {
  return closest(name, knownRegions());
}

/** Where a region is; undefined for one that is not in the catalogue. */
export function placeOf(region: string): RegionPlace | undefined {
  return PLACES[region];
}

/** Whether a region is one of the United States in the partition `aws`: neither GovCloud nor an isolated one. */
export function isInTheUnitedStates(region: string): boolean {
  return placeOf(region)?.country === US && partitionOf(region) === 'aws';
}

/** What the partition of a region is, by the prefix of its name: a region need not be known for that. */
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
 * How far the data of a region is from home in another one, in the eyes of the law: 0 in the same country, 1 within the
 * European Union, 2 in the same geography, 3 anywhere else.
 */
export function legalDistance(home: string, other: string): number {
  const [here, there] = [placeOf(home), placeOf(other)];
  if (here === undefined || there === undefined) return 3;
  if (here.country === there.country) return 0;
  if (EUROPEAN_UNION.includes(here.country) && EUROPEAN_UNION.includes(there.country)) return 1;
  return here.geography === there.geography ? 2 : 3;
}
