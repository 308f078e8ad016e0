import { DBInstance, OrderableDBInstanceOption } from '@aws-sdk/client-rds';

/*
 * What RDS does when an instance gets another class or more storage:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.Settings.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.IOIntensive.html
 * https://repost.aws/knowledge-center/rds-performance-impact
 */

/** RDS refuses to grow the storage by less. */
const LEAST_GROWTH_PERCENT = 10;

/** From this size on, RDS stripes the storage over four volumes: to get there, it may have to copy everything. */
const STRIPED_GIB = 400;

/** Between two changes of the storage. */
const PAUSE_MILLIS = 6 * 3_600_000;

/** Autoscaling needs a ceiling well above the storage: RDS-EVENT-0225 comes at 80 % of it. */
const CEILING_PERCENT = 126;

/** Why RDS would refuse a change, or why the library would. */
export type ScaleProblem =
  | { readonly code: 'unknownClass'; readonly size: string }
  | { readonly code: 'sameClass'; readonly size: string }
  | { readonly code: 'noStorageType'; readonly size: string; readonly storageType: string }
  | { readonly code: 'noStandby'; readonly size: string }
  | { readonly code: 'smaller'; readonly present: number }
  | { readonly code: 'tooLittle'; readonly present: number; readonly least: number }
  | { readonly code: 'tooLarge'; readonly most: number }
  | { readonly code: 'optimizing'; readonly percent?: number }
  | { readonly code: 'tooSoon'; readonly until: Date }
  | { readonly code: 'notAvailable'; readonly state: string };

/** Whether an instance takes this class, by what RDS offers in the region. */
export function classProblems(
  instance: DBInstance,
  size: string,
  offers: readonly OrderableDBInstanceOption[],
): ScaleProblem[] {
  if (instance.DBInstanceClass === size) return [{ code: 'sameClass', size }];
  if (offers.length === 0) return [{ code: 'unknownClass', size }];
  const { StorageType: storageType = 'gp2' } = instance;
  const fitting = offers.filter((offer) => offer.StorageType === storageType);
  if (fitting.length === 0) return [{ code: 'noStorageType', size, storageType }];
  const problems: ScaleProblem[] = [];
  if (instance.MultiAZ && fitting.every((offer) => offer.MultiAZCapable === false)) {
    problems.push({ code: 'noStandby', size });
  }
  return [...problems, ...stateProblems(instance)];
}

/**
 * Whether an instance takes this much storage now.
 *
 * @param lastChange when the storage was last changed, as far as RDS remembers
 * @param offers what RDS offers for the class of the instance
 */
export function storageProblems(
  instance: DBInstance,
  gib: number,
  offers: readonly OrderableDBInstanceOption[],
  lastChange: Date | undefined,
  now: Date,
): ScaleProblem[] {
  const { AllocatedStorage: present = 0, StorageType: storageType = 'gp2' } = instance;
  const problems: ScaleProblem[] = [];
  const least = leastStorage(present);
  const most = Math.max(...offers.filter((offer) => offer.StorageType === storageType).map(mostOf));
  if (gib <= present) problems.push({ code: 'smaller', present });
  else if (gib < least) problems.push({ code: 'tooLittle', present, least });
  if (gib > most && most > 0) problems.push({ code: 'tooLarge', most });
  const until = lastChange && new Date(lastChange.getTime() + PAUSE_MILLIS);
  if (isOptimizing(instance)) {
    problems.push({ code: 'optimizing', percent: instance.StorageOperationPercentProgress });
  } else if (until && until > now) {
    problems.push({ code: 'tooSoon', until });
  }
  return [...problems, ...stateProblems(instance)];
}

function mostOf({ MaxStorageSize: most = 0 }: OrderableDBInstanceOption): number {
  return most;
}

/** The least size, in GiB, to which RDS grows a storage. */
export function leastStorage(present: number): number {
  return Math.ceil((present * (100 + LEAST_GROWTH_PERCENT)) / 100);
}

/** The ceiling of autoscaling that fits a size; undefined if the present one does, or if there is none. */
export function newCeiling({ MaxAllocatedStorage: ceiling }: DBInstance, gib: number): number | undefined {
  if (ceiling === undefined) return undefined;
  const least = Math.ceil((gib * CEILING_PERCENT) / 100);
  return ceiling >= least ? undefined : least;
}

/** Whether RDS may have to copy all data to get to the size, which is slow. */
export function copiesAll({ AllocatedStorage: present = 0 }: DBInstance, gib: number): boolean {
  return present < STRIPED_GIB && gib >= STRIPED_GIB;
}

function isOptimizing({ DBInstanceStatus: status, StorageOperationStatus: operation = '' }: DBInstance): boolean {
  return status === 'storage-optimization' || /^optimizing$/i.test(operation);
}

/** What goes on already has to end first. A full storage may be grown all the same. */
function stateProblems({ DBInstanceStatus: state = '?' }: DBInstance): ScaleProblem[] {
  const isReady = ['available', 'storage-optimization', 'storage-full'].includes(state);
  return isReady ? [] : [{ code: 'notAvailable', state }];
}
