import { backupDestinations, destinationsText, isBackupPair } from '../../src/regions/backup-pairs';
import { jurisdictionDistance, partitionOf, placeOf } from '../../src/regions/region-catalogue';
import { KNOWN_REGIONS } from '../support/regions';

const REGIONS = KNOWN_REGIONS.map(({ name }) => name);
const PAIRS = REGIONS.flatMap((home) => backupDestinations(home).map((other) => [home, other] as const));

test('each pair consists of two known regions of one partition', () => {
  expect(PAIRS.length).toBeGreaterThan(100);
  expect(
    PAIRS.filter(([home, other]) => home === other || !placeOf(other) || partitionOf(home) !== partitionOf(other)),
  ).toEqual([]);
  expect(new Set(PAIRS.map((pair) => pair.join())).size).toBe(PAIRS.length);
});

test.each([
  ['sa-east-1', ['us-east-1', 'us-east-2']],
  ['eu-west-2', ['eu-central-1', 'eu-west-1', 'eu-west-3', 'eu-north-1', 'af-south-1', 'us-east-1']],
  [
    'eu-central-1',
    [
      'eu-west-1',
      'eu-west-3',
      'eu-north-1',
      'eu-west-2',
      'eu-central-2',
      'af-south-1',
      'us-east-1',
      'us-east-2',
      'us-west-2',
    ],
  ],
  ['ca-central-1', ['ca-west-1', 'eu-west-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2']],
  ['us-gov-east-1', ['us-gov-west-1']],
  ['cn-north-1', ['cn-northwest-1']],
  ['il-central-1', ['eu-west-1']],
  ['mx-central-1', []],
  ['eusc-de-east-1', []],
])('lists the destinations of %s, closest jurisdiction first', (home, destinations) => {
  expect(backupDestinations(home)).toEqual(destinations);
  expect(destinations.map((other) => jurisdictionDistance(home, other))).toEqual(
    destinations.map((other) => jurisdictionDistance(home, other)).sort(),
  );
});

test.each([
  ['us-east-1', 'us-west-2', true],
  ['us-west-2', 'us-east-1', true],
  ['sa-east-1', 'us-west-2', false],
  ['eu-west-2', 'us-west-2', false],
  ['eu-west-3', 'us-west-2', false],
  ['eu-north-1', 'us-west-2', false],
  ['ap-northeast-3', 'us-west-2', false],
  ['ca-west-1', 'us-west-2', false],
  ['eu-south-1', 'eu-west-1', false],
  ['us-east-1', 'us-east-1', false],
])('RDS replicates from %s to %s: %s', (home, other, supported) => {
  expect(isBackupPair(home, other)).toBe(supported);
});

test.each([
  ['ap-south-2', "'ap-south-1' (India), in Asia Pacific"],
  ['me-central-1', "'eu-central-1' (Germany), outside of Middle East"],
  ['mx-central-1', ''],
])('describes the destinations of %s', (home, text) => {
  expect(destinationsText(home)).toBe(text);
});
