import { RegionInfo } from 'aws-cdk-lib/region-info';
import {
  closestRegion,
  isInTheUnitedStates,
  isKnownRegion,
  jurisdictionDistance,
  partitionOf,
  placeOf,
} from '../../src/regions/region-catalogue';

const REGIONS = RegionInfo.regions.filter(({ name }) => !name.startsWith('zz-'));

test.each(REGIONS.map(({ name, partition }) => [name, partition]))(
  '%s has a place, and its partition is %s',
  (name, partition) => {
    expect(placeOf(name)).toBeDefined();
    expect(partitionOf(name)).toBe(partition);
    expect(isKnownRegion(name)).toBe(true);
  },
);

test.each<[string, string, number]>([
  ['ap-northeast-1', 'ap-northeast-3', 0],
  ['eu-central-1', 'eu-west-1', 1],
  ['eu-central-1', 'eu-west-2', 2],
  ['eu-west-2', 'eu-isoe-west-1', 0],
  ['ap-south-1', 'ap-southeast-1', 2],
  ['sa-east-1', 'us-east-1', 3],
  ['us-east-1', 'zz-unknown-1', 3],
])('the distance of the jurisdictions of %s and %s is %i', (home, other, distance) => {
  expect(jurisdictionDistance(home, other)).toBe(distance);
});

test('the regions of the United States are those in the partition aws', () => {
  expect(REGIONS.map(({ name }) => name).filter(isInTheUnitedStates)).toEqual([
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
  ]);
});

test('closestRegion() finds the most similar name', () => {
  expect([closestRegion('us-wset-2'), closestRegion('eu-sentral-1'), closestRegion('nowhere-at-all-9')]).toEqual([
    'us-west-2',
    'eu-central-1',
    undefined,
  ]);
});
