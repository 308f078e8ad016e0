import { setTimeout as sleep } from 'timers/promises';
import { copyNames, copyTags, isCopyOf, isDeletable, tagValue } from './copy-mark';
import { CopyPlan, copyPlan, isUnderWay } from './copy-plan';
import { CopySettings } from './copy-settings';
import { Snapshot } from './snapshot';
import { SnapshotEvent } from './snapshot-event';
import { SnapshotStore } from './snapshot-store';
import { copiedTo, COPIED_FROM } from '../../backup/snapshot-copy-naming';
import { Log } from '../log';

/**
 * Copies of one instance that are under way at once. An account may have 20 to one region, and RDS copies the snapshots of one instance one after the
 * other anyway, so that more would only take the places of other databases:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html (2026-11)
 */
export const MOST_UNDER_WAY = 5;

/** How often to look at a copy again whose event has come, and which RDS lists as under way. */
const LOOKS = 4;
const PAUSE = 1_500;

/** What one run works with. */
export interface SnapshotCopies {
  readonly settings: CopySettings;
  /** Snapshots of the source region. */
  readonly source: SnapshotStore;
  /** Snapshots of the region of the copies. */
  readonly here: SnapshotStore;
  /** When to start nothing more, in milliseconds as of Date.now(). */
  readonly deadline: number;
  readonly now: Date;
  /** Milliseconds before a copy is looked at again. @default 1500 */
  readonly pause?: number;
  readonly log: Log;
}

/** A copy that could not be made, marked or deleted. */
interface Failure {
  readonly source?: string;
  readonly copy?: string;
  readonly message: string;
}

/** What has failed in a run that has done all the rest; each failure has its line in the log. */
export class SnapshotCopiesError extends Error {
  constructor(failures: readonly Failure[]) {
    const list = failures.map(({ source, copy, message }) => `${copy ?? source}: ${message}`).join('; ');
    super(`copies of snapshots have failed (${failures.length}): ${list}`);
  }
}

/**
 * Compares what the source region has with what is here, and does what is missing; it waits for nothing. Each run may be repeated, may be the
 * second at the same time, and may end anywhere: the next one goes on from what is there.
 *
 * @throws a SnapshotCopiesError at the end, when something has failed or the event tells of a copy that has; what RDS says when it lists no snapshots
 */
export async function reconcile(run: SnapshotCopies, event: SnapshotEvent): Promise<void> {
  const { settings, log } = run;
  // The sources first: a copy that another function starts in the meantime is seen then.
  const sources = await run.source.list(settings.instanceIdentifier);
  const here = await run.here.list(settings.instanceIdentifier);
  const plan = copyPlan(sources, here, settings, event.kind === 'sweep', run.now);
  if (event.kind !== 'sweep' && !isOfThisInstance(event, sources, plan, settings.copyPrefix)) {
    return log('SnapshotEventIgnored', { kind: event.kind, snapshot: event.name });
  }

  const work = new Work(run);
  if (event.kind === 'failed') {
    const reason = event.message || 'RDS has cancelled the copy';
    work.fail({
      ...lostCopy(event.name, plan, settings.copyPrefix),
      message: `${reason}; the daily sweep copies the snapshot anew`,
    });
  }
  if (event.kind === 'sweep') {
    await repair(run, plan, work);
    reportUndeletable(run, plan);
  }
  for (const copy of plan.expired) {
    const told = { source: copy.tags[COPIED_FROM], copy: copy.arn };
    await work.do(told, async () => {
      if (await run.here.remove(copy.name)) log('SnapshotCopyPruned', told);
    });
  }
  // What a failure has ended must not begin again by the event of that failure, or by that of another one: it would for ever.
  if (event.kind !== 'failed') await startMissing(run, plan, event, work);
  for (const { source, copy } of plan.unmarked) {
    const told = { source: source.arn, copy: copy.arn };
    await work.do(told, async () => {
      if (await run.source.tag(source.arn, copiedTo(settings.region), tagValue(copy.arn))) log('SnapshotCopied', told);
    });
  }
  work.end();
}

/** Tasks one after the other, as far as the time goes; what fails keeps nothing else from being done. */
class Work {
  private readonly failures: Failure[] = [];
  private readonly left: string[] = [];

  constructor(private readonly run: SnapshotCopies) {}

  async do({ source, copy }: { source?: string; copy?: string }, task: () => Promise<void>): Promise<void> {
    if (this.isOver()) return this.leave(copy ?? source);
    try {
      await task();
    } catch (error) {
      // A call that the deadline has cut off has not failed.
      if (this.isOver()) this.leave(copy ?? source);
      else this.fail({ source, copy, message: (error as Error).message });
    }
  }

  fail(failure: Failure): void {
    this.failures.push(failure);
    this.run.log('SnapshotCopyFailed', { ...failure });
  }

  leave(arn: string | undefined): void {
    this.left.push(`${arn}`);
  }

  end(): void {
    if (this.left.length > 0) this.run.log('SnapshotCopiesLeft', { count: this.left.length, snapshots: this.left });
    if (this.failures.length > 0) throw new SnapshotCopiesError(this.failures);
  }

  private isOver(): boolean {
    return Date.now() >= this.run.deadline;
  }
}

/** An event names a snapshot, and not the instance. */
function isOfThisInstance(
  { kind, name }: Exclude<SnapshotEvent, { kind: 'sweep' }>,
  sources: Snapshot[],
  plan: CopyPlan,
  prefix: string,
): boolean {
  if (kind === 'failed') return lostCopy(name, plan, prefix) !== undefined;
  return (kind === 'created' ? sources : plan.copies).some((known) => known.name === name);
}

/**
 * What an event of a failure is about. The copy may be gone by then, so that only the source tells that it was ours; or it is there by a later
 * attempt, and all is well.
 */
function lostCopy(
  name: string,
  { copies, missing }: CopyPlan,
  prefix: string,
): { source?: string; copy: string } | undefined {
  const copy = copies.find((known) => known.name === name);
  if (copy) return copy.status === 'available' ? undefined : { source: copy.tags[COPIED_FROM], copy: copy.arn };
  const source = missing.find((known) => copyNames(known, prefix).includes(name));
  return source && { source: source.arn, copy: name };
}

/** Clears failed copies away, and reports them. */
async function repair({ here, settings }: SnapshotCopies, { failed }: CopyPlan, work: Work): Promise<void> {
  const mayDelete = (copy: Snapshot) => isDeletable(copy, settings.sourceRegion, settings.copyPrefix);
  for (const copy of failed) {
    const told = { source: copy.tags[COPIED_FROM], copy: copy.arn };
    if (!mayDelete(copy)) {
      work.fail({ ...told, message: `RDS has given the copy up; the sweep copies the snapshot anew. ${FORMER_COPY}` });
      continue;
    }
    work.fail({ ...told, message: 'RDS has given the copy up; the sweep deletes it and copies the snapshot anew' });
    await work.do(told, async () => {
      // Another sweep may have been here, and copied anew by now.
      const found = await here.find(copy.name);
      if (found?.status === 'failed' && mayDelete(found)) await here.remove(copy.name);
    });
  }
}

const FORMER_COPY =
  'It was made by a former version and its name has no prefix of copies, so that the function may not delete it: delete it by hand';

/** Tells of old copies that are left. They are no failure: the backups are there, and cost storage. */
function reportUndeletable({ log }: SnapshotCopies, { undeletable }: CopyPlan): void {
  for (const { arn, tags } of undeletable) {
    log('SnapshotCopyNotPruned', { source: tags[COPIED_FROM], copy: arn, message: FORMER_COPY });
  }
}

/** Starts as many copies as there are places for; the rest follows when one of them has ended. */
async function startMissing(
  run: SnapshotCopies,
  { missing, underWay }: CopyPlan,
  event: SnapshotEvent,
  work: Work,
): Promise<void> {
  let taken = underWay.length;
  if (
    missing.length > 0 &&
    event.kind === 'finished' &&
    underWay.some(({ name }) => name === event.name) &&
    (await hasEnded(run, event.name))
  ) {
    taken--;
  }
  for (const source of missing) {
    if (taken >= MOST_UNDER_WAY) {
      work.leave(source.arn);
      continue;
    }
    await work.do({ source: source.arn }, async () => {
      const outcome = await start(run, source);
      if (outcome === 'under-way') taken++;
      if (outcome !== 'busy') return;
      // The places are taken by copies of other databases. Only the end of one of ours comes as an event.
      if (taken === 0) {
        throw new Error(
          'as many snapshots are being copied to this region as the account may have; the daily sweep tries again',
        );
      }
      taken = MOST_UNDER_WAY;
      work.leave(source.arn);
    });
  }
}

/**
 * Whether a copy has ended. RDS may list it as under way a little longer; the event alone proves nothing, as whoever
 * may invoke the function may send one.
 */
async function hasEnded({ here, deadline, pause = PAUSE }: SnapshotCopies, name: string): Promise<boolean> {
  for (let look = 1; ; look++) {
    const copy = await here.find(name);
    if (!copy || !isUnderWay(copy)) return true;
    if (look === LOOKS || Date.now() + pause > deadline) return false;
    await sleep(pause);
  }
}

/** Copies one snapshot, under the first of its names that is free. */
async function start(
  { here, settings, log }: SnapshotCopies,
  source: Snapshot,
): Promise<'under-way' | 'source-gone' | 'busy'> {
  const names = copyNames(source, settings.copyPrefix);
  for (const name of names) {
    const outcome = await here.copy({
      sourceArn: source.arn,
      name,
      kmsKeyArn: settings.kmsKeyArn,
      tags: copyTags(source),
    });
    if (outcome === 'started') {
      log('SnapshotCopyStarted', { source: source.arn, copy: name });
      return 'under-way';
    }
    if (outcome !== 'name-taken') return outcome;
    const holder = await here.find(name);
    // Another function, or a call of ours whose answer was lost.
    if (holder && isCopyOf(source, holder, settings.copyPrefix) && !['failed', 'deleting'].includes(holder.status)) {
      return 'under-way';
    }
  }
  throw new Error(
    `the names ${names.join(' and ')} must be free in ${settings.region}, and are taken by other snapshots, which stay; ` +
      'copy one of those to another name, delete it, and wait for the daily sweep',
  );
}
