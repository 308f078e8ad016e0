import { log } from './log';
import { copySettings } from './snapshot-copies/copy-settings';
import { RdsSnapshots } from './snapshot-copies/rds-snapshots';
import { reconcile, SnapshotCopiesError } from './snapshot-copies/snapshot-copies';
import { parseSnapshotEvent } from './snapshot-copies/snapshot-event';

/** Milliseconds before the function's own timeout when it starts nothing more. */
const START_MARGIN = 15_000;

/** Milliseconds before the function's own timeout when a running call is aborted. */
const CALL_MARGIN = 5_000;

/**
 * Copies the manual snapshots of one instance from another region to this one. It runs at each event that EventBridge
 * forwards, and once a day.
 *
 * Environment: `SOURCE_REGION`, `INSTANCE_IDENTIFIER`, `KMS_KEY_ARN` (a key of this region); `RETENTION_DAYS` if old
 * copies are deleted.
 *
 * @throws what `reconcile()` throws, after logging a line that raises the alarm
 */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const end = Date.now() + context.getRemainingTimeInMillis();
  try {
    const settings = copySettings();
    await reconcile(
      {
        settings,
        source: new RdsSnapshots(settings.sourceRegion, end - CALL_MARGIN),
        target: new RdsSnapshots(settings.region, end - CALL_MARGIN),
        deadline: end - START_MARGIN,
        now: new Date(),
        log,
      },
      parseSnapshotEvent(event, settings.sourceRegion, settings.region),
    );
  } catch (error) {
    if (!(error instanceof SnapshotCopiesError)) log('SnapshotCopyFailed', { message: (error as Error).message });
    throw error;
  }
}
