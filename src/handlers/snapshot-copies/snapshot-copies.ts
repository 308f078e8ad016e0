import { setTimeout as sleep } from 'timers/promises';
import { copyNames, copyTags, isCopyOf, isDeletable, tagValue } from './copy-mark';
import { CopyPlan, copyPlan, isInProgress } from './copy-plan';
import { CopySettings } from './copy-settings';
import { Snapshot } from './snapshot';
import { SnapshotEvent } from './snapshot-event';
import { SnapshotStore } from './snapshot-store';
import { copiedTo, COPIED_FROM } from '../../backup/snapshot-copy-naming';
import { Log } from '../log';

/**
 * Copies of one instance that may be in progress at once. An account may have 20 to one region, and RDS copies the
 * snapshots of one instance one after the other anyway, so more would only delay other databases:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_CopySnapshot.html (2026-11)
 */
export const MAX_IN_PROGRESS = 5;

/** How often, and how many milliseconds apart, to check a copy that has ended by its event but not by its status. */
const STATUS_CHECKS = 4;
const PAUSE = 1_500;

/** The stores, settings and limits of one run. */
export interface CopyRun {
  readonly settings: CopySettings;
  /** Snapshots of the source region. */
  readonly source: SnapshotStore;
  /** Snapshots of the target region. */
  readonly target: SnapshotStore;
  /** When to start nothing more, in milliseconds as of Date.now(). */
  readonly deadline: number;
  readonly now: Date;
  /** Milliseconds between two checks of a copy's status. @default 1500 */
  readonly pause?: number;
  readonly log: Log;
}

/** A copy that could not be created or deleted, or whose source could not be tagged. */
interface Failure {
  readonly source?: string;
  readonly copy?: string;
  readonly message: string;
}

/** The failures of a run that has done everything else. Each is logged, too. */
export class SnapshotCopiesError extends Error {
  constructor(failures: readonly Failure[]) {
    const list = failures.map(({ source, copy, message }) => `${copy ?? source}: ${message}`).join('; ');
    super(`copies of snapshots have failed (${failures.length}): ${list}`);
  }
}

/**
 * Compares the target region with the source region, and creates, tags and deletes copies as needed. It does not wait
 * for copies to finish.
 *
 * A run may be repeated, may overlap with another, and may end at any point: the next run continues from what exists.
 *
 * @throws a SnapshotCopiesError at the end, when something has failed or the event reports a failed copy
 * @throws the error of RDS when the snapshots cannot be listed
 */
export async function reconcile(run: CopyRun, event: SnapshotEvent): Promise<void> {
  const { settings, log } = run;
  // The sources first, so that a copy that another run starts in the meantime is seen.
  const sources = await run.source.list(settings.instanceIdentifier);
  const targets = await run.target.list(settings.instanceIdentifier);
  const plan = copyPlan(sources, targets, settings, event.kind === 'sweep', run.now);
  if (event.kind !== 'sweep' && !isOfThisInstance(event, sources, plan, settings.copyPrefix)) {
    return log('SnapshotEventIgnored', { kind: event.kind, snapshot: event.name });
  }

  const tasks = new Tasks(run);
  if (event.kind === 'failed') {
    const reason = event.message || 'RDS has cancelled the copy';
    tasks.fail({
      ...findFailedCopy(event.name, plan, settings.copyPrefix),
      message: `${reason}; the daily sweep copies the snapshot again`,
    });
  }
  if (event.kind === 'sweep') {
    await deleteFailed(run, plan, tasks);
    reportUndeletable(run, plan);
  }
  await deleteExpired(run, plan, tasks);
  // The event of a failure starts no copies: a copy that always fails would otherwise be started again for ever.
  if (event.kind !== 'failed') await startMissing(run, plan, event, tasks);
  await markCopied(run, plan, tasks);
  tasks.end();
}

/** Runs tasks one after the other until the deadline. A task that fails does not stop the others. */
class Tasks {
  private readonly failures: Failure[] = [];
  private readonly postponed: string[] = [];

  constructor(private readonly run: CopyRun) {}

  async do({ source, copy }: { source?: string; copy?: string }, task: () => Promise<void>): Promise<void> {
    if (this.isOver()) return this.postpone(copy ?? source);
    try {
      await task();
    } catch (error) {
      // A call that was aborted at the deadline has not failed.
      if (this.isOver()) return this.postpone(copy ?? source);
      this.fail({ source, copy, message: (error as Error).message });
    }
  }

  fail(failure: Failure): void {
    this.failures.push(failure);
    this.run.log('SnapshotCopyFailed', { ...failure });
  }

  /** Leaves a snapshot to a later run. */
  postpone(arn: string | undefined): void {
    this.postponed.push(`${arn}`);
  }

  /** @throws a SnapshotCopiesError when a task has failed */
  end(): void {
    if (this.postponed.length > 0) {
      this.run.log('SnapshotCopiesLeft', { count: this.postponed.length, snapshots: this.postponed });
    }
    if (this.failures.length > 0) throw new SnapshotCopiesError(this.failures);
  }

  private isOver(): boolean {
    return Date.now() >= this.run.deadline;
  }
}

/** Whether an event is about this instance. It names only a snapshot. */
function isOfThisInstance(
  { kind, name }: Exclude<SnapshotEvent, { kind: 'sweep' }>,
  sources: Snapshot[],
  plan: CopyPlan,
  prefix: string,
): boolean {
  if (kind === 'failed') return findFailedCopy(name, plan, prefix) !== undefined;
  const candidates = kind === 'created' ? sources : plan.copies;
  return candidates.some((candidate) => candidate.name === name);
}

/**
 * The copy that the event of a failure is about; undefined when it is not ours, or a later attempt has succeeded. The
 * copy may be gone already: then only the name that its source gives it shows that it was ours.
 */
function findFailedCopy(
  name: string,
  { copies, missing }: CopyPlan,
  prefix: string,
): { source?: string; copy: string } | undefined {
  const copy = copies.find((candidate) => candidate.name === name);
  if (copy) return copy.status === 'available' ? undefined : { source: copy.tags[COPIED_FROM], copy: copy.arn };
  const source = missing.find((candidate) => copyNames(candidate, prefix).includes(name));
  return source && { source: source.arn, copy: name };
}

/** Reports the failed copies and deletes them. */
async function deleteFailed({ target, settings }: CopyRun, { failed }: CopyPlan, tasks: Tasks): Promise<void> {
  const mayDelete = (copy: Snapshot) => isDeletable(copy, settings.sourceRegion, settings.copyPrefix);
  for (const copy of failed) {
    const snapshots = { source: copy.tags[COPIED_FROM], copy: copy.arn };
    if (!mayDelete(copy)) {
      const message = `RDS has given up the copy; the sweep copies the snapshot again. ${FORMER_COPY}`;
      tasks.fail({ ...snapshots, message });
      continue;
    }
    tasks.fail({
      ...snapshots,
      message: 'RDS has given up the copy; the sweep deletes it and copies the snapshot again',
    });
    await tasks.do(snapshots, async () => {
      // Another sweep may have replaced it in the meantime.
      const found = await target.find(copy.name);
      if (found?.status === 'failed' && mayDelete(found)) await target.remove(copy.name);
    });
  }
}

const FORMER_COPY =
  'It was created by a former version and its name lacks the prefix of copies, so the function may not delete it: ' +
  'delete it by hand';

/** Logs old copies that cannot be deleted. They are not failures: the backups exist, and cost storage. */
function reportUndeletable({ log }: CopyRun, { undeletable }: CopyPlan): void {
  for (const { arn, tags } of undeletable) {
    log('SnapshotCopyNotPruned', { source: tags[COPIED_FROM], copy: arn, message: FORMER_COPY });
  }
}

async function deleteExpired({ target, log }: CopyRun, { expired }: CopyPlan, tasks: Tasks): Promise<void> {
  for (const copy of expired) {
    const snapshots = { source: copy.tags[COPIED_FROM], copy: copy.arn };
    await tasks.do(snapshots, async () => {
      const wasRemoved = await target.remove(copy.name);
      if (wasRemoved) log('SnapshotCopyPruned', snapshots);
    });
  }
}

/** Tags the sources of finished copies. */
async function markCopied({ source: sources, settings, log }: CopyRun, plan: CopyPlan, tasks: Tasks): Promise<void> {
  for (const { source, copy } of plan.unmarked) {
    const snapshots = { source: source.arn, copy: copy.arn };
    await tasks.do(snapshots, async () => {
      const wasTagged = await sources.tag(source.arn, copiedTo(settings.region), tagValue(copy.arn));
      if (wasTagged) log('SnapshotCopied', snapshots);
    });
  }
}

/** Starts as many copies as the limit allows. The rest follow when one of them has ended. */
async function startMissing(run: CopyRun, plan: CopyPlan, event: SnapshotEvent, tasks: Tasks): Promise<void> {
  if (plan.missing.length === 0) return;
  let inProgress = await countInProgress(run, plan, event);
  for (const source of plan.missing) {
    if (inProgress >= MAX_IN_PROGRESS) {
      tasks.postpone(source.arn);
      continue;
    }
    await tasks.do({ source: source.arn }, async () => {
      const outcome = await startCopy(run, source);
      if (outcome === 'in-progress') inProgress++;
      if (outcome !== 'busy') return;
      // Other databases use up the limit of the account. Only the end of a copy of our own comes as an event.
      if (inProgress === 0) {
        throw new Error(
          'as many snapshots are being copied to this region as the account may have; the daily sweep tries again',
        );
      }
      inProgress = MAX_IN_PROGRESS;
      tasks.postpone(source.arn);
    });
  }
}

/** The number of copies in progress, without the one whose end the event reports. */
async function countInProgress(run: CopyRun, { inProgress }: CopyPlan, event: SnapshotEvent): Promise<number> {
  const isReported = event.kind === 'finished' && inProgress.some(({ name }) => name === event.name);
  if (isReported && (await hasEnded(run, event.name))) return inProgress.length - 1;
  return inProgress.length;
}

/**
 * Whether a copy has ended. RDS may list it as in progress a little longer; the event proves nothing, since anyone
 * who may invoke the function can send one.
 */
async function hasEnded({ target, deadline, pause = PAUSE }: CopyRun, name: string): Promise<boolean> {
  for (let check = 1; ; check++) {
    const copy = await target.find(name);
    if (!copy || !isInProgress(copy)) return true;
    if (check === STATUS_CHECKS || Date.now() + pause > deadline) return false;
    await sleep(pause);
  }
}

/** Starts the copy of one snapshot, under the first of its names that is free. */
async function startCopy(
  { target, settings, log }: CopyRun,
  source: Snapshot,
): Promise<'in-progress' | 'source-gone' | 'busy'> {
  const names = copyNames(source, settings.copyPrefix);
  for (const name of names) {
    const outcome = await target.copy({
      sourceArn: source.arn,
      name,
      kmsKeyArn: settings.kmsKeyArn,
      tags: copyTags(source),
    });
    if (outcome === 'started') {
      log('SnapshotCopyStarted', { source: source.arn, copy: name });
      return 'in-progress';
    }
    if (outcome !== 'name-taken') return outcome;
    const existing = await target.find(name);
    // Another run may have started it, or an earlier call of this one whose answer was lost.
    const isCopy = existing && isCopyOf(source, existing, settings.copyPrefix);
    if (isCopy && !['failed', 'deleting'].includes(existing.status)) return 'in-progress';
  }
  throw new Error(
    `the names ${names.join(' and ')} must be free in ${settings.region}, and other snapshots have them; ` +
      'copy one of those to another name, delete it, and wait for the daily sweep',
  );
}
