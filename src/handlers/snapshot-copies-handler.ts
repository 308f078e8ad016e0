import { log } from './log';
import { copySettings } from './snapshot-copies/copy-settings';
import { RdsSnapshots } from './snapshot-copies/rds-snapshots';
import { reconcile, SnapshotCopiesError } from './snapshot-copies/snapshot-copies';
import { parseSnapshotEvent } from './snapshot-copies/snapshot-event';

/** How long before its end the function starts nothing more, and how long before it what is under way gives up. */
const MARGIN = 15_000;
const LAST_MARGIN = 5_000;

/**
 * Copies the manual snapshots of one instance from another region to this one, as EventBridge tells of them and once a day.
 *
 * Environment: `SOURCE_REGION`, `INSTANCE_IDENTIFIER`, `KMS_KEY_ARN` (a key of this region); `RETENTION_DAYS` where copies are deleted again.
 *
 * @throws what `reconcile()` throws, after a line in the log that raises the alarm
 */
export async function handler(event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> {
  const end = Date.now() + context.getRemainingTimeInMillis();
  try {
    const settings = copySettings();
    await reconcile(
      {
        settings,
        source: new RdsSnapshots(settings.sourceRegion, end - LAST_MARGIN),
        here: new RdsSnapshots(settings.region, end - LAST_MARGIN),
        deadline: end - MARGIN,
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
