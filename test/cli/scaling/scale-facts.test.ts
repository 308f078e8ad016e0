import { DBInstance } from '@aws-sdk/client-rds';
import {
  classProblems,
  copiesAll,
  leastStorage,
  newCeiling,
  storageProblems,
} from '../../../src/cli/scaling/scale-facts';

const NOW = new Date('2026-11-30T12:00:00Z');
const INSTANCE: DBInstance = {
  DBInstanceClass: 'db.t3.small',
  DBInstanceStatus: 'available',
  StorageType: 'gp3',
  AllocatedStorage: 100,
  MaxAllocatedStorage: 200,
  MultiAZ: true,
};
const OFFER = { StorageType: 'gp3', MultiAZCapable: true, MaxStorageSize: 65_536 };

/** Codes of the problems of another class. */
function ofClass(changes: Partial<DBInstance>, size = 'db.r6g.large', offers = [OFFER]): string[] {
  return classProblems({ ...INSTANCE, ...changes }, size, offers).map(({ code }) => code);
}

/** Codes of the problems of a size. */
function ofStorage(changes: Partial<DBInstance>, gib: number, lastChange?: string): string[] {
  const last = lastChange ? new Date(lastChange) : undefined;
  return storageProblems({ ...INSTANCE, ...changes }, gib, [OFFER], last, NOW).map(({ code }) => code);
}

test('a class that fits', () => {
  expect(ofClass({})).toEqual([]);
  expect(ofClass({ MultiAZ: false }, 'db.r6g.large', [{ ...OFFER, MultiAZCapable: false }])).toEqual([]);
});

test.each([
  ['the class that it has', ofClass({}, 'db.t3.small'), 'sameClass'],
  ['a class that the region does not have', ofClass({}, 'db.z9.large', []), 'unknownClass'],
  ['another type of storage', ofClass({ StorageType: 'io2' }), 'noStorageType'],
  ['no standby', ofClass({}, 'db.r6g.large', [{ ...OFFER, MultiAZCapable: false }]), 'noStandby'],
  ['an instance at work', ofClass({ DBInstanceStatus: 'modifying' }), 'notAvailable'],
])('a class is refused: %s', (_, found, code) => {
  expect(found).toEqual([code]);
});

test.each([
  ['a tenth more', ofStorage({}, 110)],
  ['the largest', ofStorage({}, 65_536)],
  ['a storage that is full', ofStorage({ DBInstanceStatus: 'storage-full' }, 200)],
  ['a change of yesterday', ofStorage({}, 200, '2026-11-29T12:00:00Z')],
  ['a volume that is still read from a snapshot', ofStorage({ StorageOperationStatus: 'Initializing' }, 200)],
])('storage fits: %s', (_, found) => {
  expect(found).toEqual([]);
});

test.each([
  ['less', ofStorage({}, 50), 'smaller'],
  ['the same', ofStorage({}, 100), 'smaller'],
  ['a little more', ofStorage({}, 109), 'tooLittle'],
  ['more than there is', ofStorage({}, 65_537), 'tooLarge'],
  ['while it is optimized', ofStorage({ DBInstanceStatus: 'storage-optimization' }, 200), 'optimizing'],
  ['while it is optimized, and available', ofStorage({ StorageOperationStatus: 'Optimizing' }, 200), 'optimizing'],
  ['after a change', ofStorage({}, 200, '2026-11-30T08:00:00Z'), 'tooSoon'],
  ['an instance that is stopped', ofStorage({ DBInstanceStatus: 'stopped' }, 200), 'notAvailable'],
])('storage is refused: %s', (_, found, code) => {
  expect(found).toEqual([code]);
});

test('the least size is a tenth more, in whole GiB', () => {
  expect([20, 100, 101].map(leastStorage)).toEqual([22, 110, 112]);
});

test('the ceiling of autoscaling follows when it would be too near', () => {
  expect(newCeiling(INSTANCE, 150)).toBeUndefined();
  expect(newCeiling(INSTANCE, 160)).toBe(202);
  expect(newCeiling({ ...INSTANCE, MaxAllocatedStorage: undefined }, 160)).toBeUndefined();
});

test('RDS copies everything where it begins to stripe', () => {
  expect([399, 400].map((gib) => copiesAll(INSTANCE, gib))).toEqual([false, true]);
  expect(copiesAll({ ...INSTANCE, AllocatedStorage: 400 }, 800)).toBe(false);
});
