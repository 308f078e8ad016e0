import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { Check, Finding, StatusContext } from './finding';
import { Level } from '../level';

const GIB = 1024 ** 3;
const DAY_SECONDS = 86_400;

/** How far back the growth is measured. */
const DAYS_OF_GROWTH = 14;

/** Below this share of free storage RDS is near `storage-full`, unless the storage can still grow. */
const LEAST_FREE_SHARE = 0.1;

/** Growth that fills the storage within these days needs somebody now, or soon. */
const CRITICAL_DAYS = 7;
const WARNING_DAYS = 30;

/** A moment and the free bytes then. */
export interface FreeStorage {
  readonly time: Date;
  readonly bytes: number;
}

/** The storage, and the days until it is full if it fills as it did. */
export const STORAGE_CHECK: Check = {
  name: 'storage',
  find: async (context) => {
    const series = await freeStorage(context);
    return [finding(context, series)];
  },
};

/** The lowest free storage of each day, and at last that of the present hour. */
async function freeStorage({ database, now }: StatusContext): Promise<FreeStorage[]> {
  const read = async (seconds: number, period: number) => {
    const { Datapoints: points = [] } = await database.account.cloudWatch().send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/RDS',
        MetricName: 'FreeStorageSpace',
        Dimensions: database.dimensions,
        StartTime: new Date(now.getTime() - seconds * 1000),
        EndTime: now,
        Period: period,
        Statistics: ['Minimum'],
      }),
    );
    return points.map(({ Timestamp: time, Minimum: bytes }) => ({ time: time!, bytes: bytes! })).sort(byTime);
  };
  const [days, latest] = await Promise.all([read(DAYS_OF_GROWTH * DAY_SECONDS, DAY_SECONDS), read(3_600, 300)]);
  return [...days, ...latest.slice(-1)];
}

function byTime(one: FreeStorage, other: FreeStorage): number {
  return one.time.getTime() - other.time.getTime();
}

function finding({ database: { instance }, locale }: StatusContext, series: FreeStorage[]): Finding {
  const texts = locale.messages.status;
  const allocated = (instance.AllocatedStorage ?? 0) * GIB;
  const limit = Math.max(allocated, (instance.MaxAllocatedStorage ?? 0) * GIB);
  const size = texts.storageSize(locale.gibibytes(allocated), limit > allocated ? locale.gibibytes(limit) : undefined);
  if (instance.DBInstanceStatus === 'storage-full') {
    return { check: 'storage', level: Level.CRITICAL, text: texts.storageFull(size), advice: texts.addStorage() };
  }
  const free = series[series.length - 1]?.bytes;
  if (free === undefined) {
    return { check: 'storage', level: Level.UNKNOWN, text: texts.storageUnknown(size), advice: texts.noMetrics() };
  }
  const days = daysUntilFull(series, limit - allocated);
  const level = levelOf(free, allocated, limit, days);
  const text = texts.storage(
    size,
    locale.gibibytes(free),
    days === undefined ? undefined : locale.number(Math.floor(days)),
  );
  return {
    check: 'storage',
    level,
    text,
    advice: level === Level.OK ? undefined : texts.addStorage(),
    values: { allocatedBytes: allocated, limitBytes: limit, freeBytes: free, daysUntilFull: days ?? null },
  };
}

function levelOf(free: number, allocated: number, limit: number, days = Infinity): Level {
  const cannotGrow = limit === allocated;
  if (days < CRITICAL_DAYS || (cannotGrow && free < LEAST_FREE_SHARE * allocated)) return Level.CRITICAL;
  return days < WARNING_DAYS ? Level.WARNING : Level.OK;
}

/**
 * Returns the days until nothing is free and nothing can be added, by the straight line through all points; undefined
 * if the storage does not fill, or if less than a day is known.
 *
 * @param growth the bytes by which RDS may still enlarge the storage
 */
export function daysUntilFull(series: readonly FreeStorage[], growth: number): number | undefined {
  const slope = bytesPerDay(series);
  if (slope === undefined || slope >= 0) return undefined;
  return (series[series.length - 1].bytes + growth) / -slope;
}

/** The slope of the line of least squares, since RDS has last enlarged the storage: that makes a step. */
function bytesPerDay(all: readonly FreeStorage[]): number | undefined {
  const series = all.slice(lastEnlargement(all));
  const start = series[0]?.time.getTime() ?? 0;
  const days = series.map(({ time }) => (time.getTime() - start) / (DAY_SECONDS * 1000));
  if (series.length < 2 || days[days.length - 1] < 1) return undefined;
  const meanDay = days.reduce((sum, day) => sum + day, 0) / days.length;
  const meanBytes = series.reduce((sum, { bytes }) => sum + bytes, 0) / series.length;
  const covariance = series.reduce((sum, { bytes }, at) => sum + (days[at] - meanDay) * (bytes - meanBytes), 0);
  const variance = days.reduce((sum, day) => sum + (day - meanDay) ** 2, 0);
  return covariance / variance;
}

/** RDS enlarges storage by at least 10 GiB: the index of the first point after the last such step. */
function lastEnlargement(series: readonly FreeStorage[]): number {
  const steps = series.map(({ bytes }, at) => at > 0 && bytes - series[at - 1].bytes > 8 * GIB);
  return Math.max(0, steps.lastIndexOf(true));
}
