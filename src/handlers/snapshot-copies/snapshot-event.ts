import { parseSnapshotArn } from './snapshot';
import { eventText, quotedEventText } from '../event-text';

/** Why the function runs: the daily sweep, or something that has happened to a snapshot of whichever instance. */
export type SnapshotEvent =
  | { readonly kind: 'sweep' }
  | { readonly kind: 'created' | 'finished' | 'failed'; readonly name: string; readonly message: string };

/**
 * Events of the source region that bring a manual snapshot: taken (0042), copied there within the region (0197), copied there from another one
 * (0060).
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html#USER_Events.Messages.snapshot (2026-11)
 */
export const SOURCE_EVENTS: Record<string, 'created'> = {
  'RDS-EVENT-0042': 'created',
  'RDS-EVENT-0060': 'created',
  'RDS-EVENT-0197': 'created',
};

/**
 * Events of this region: a copy from another region is there (0060), or has been cancelled (0061), by RDS or by somebody. RDS documents no other
 * one for a copy that fails: the sweep finds those that no event tells of.
 */
export const COPY_EVENTS: Record<string, 'finished' | 'failed'> = {
  'RDS-EVENT-0060': 'finished',
  'RDS-EVENT-0061': 'failed',
};

const SENT = 'the rules of the stack send these alone';

/**
 * What EventBridge sends: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloud-watch-events.html
 *
 * @throws an error for anything that the rules of the stack do not send
 */
export function parseSnapshotEvent(event: unknown, sourceRegion: string, region: string): SnapshotEvent {
  const { 'detail-type': type, source, detail, resources } = (event ?? {}) as Record<string, unknown>;
  // aws.events from a rule, aws.scheduler from EventBridge Scheduler.
  if (type === 'Scheduled Event' && (source === 'aws.events' || source === 'aws.scheduler')) return { kind: 'sweep' };
  if (type !== 'RDS DB Snapshot Event' || source !== 'aws.rds') {
    throw new Error(
      `the event must be a 'RDS DB Snapshot Event' of aws.rds or a 'Scheduled Event', got ${quotedEventText(type)} of ${quotedEventText(source)}; ${SENT}`,
    );
  }
  const { EventID: id, SourceArn: sourceArn, Message: message } = (detail ?? {}) as Record<string, unknown>;
  const arn = sourceArn ?? (Array.isArray(resources) ? resources[0] : undefined);
  const snapshot = typeof arn === 'string' ? parseSnapshotArn(arn) : undefined;
  if (!snapshot) {
    throw new Error(
      `detail.SourceArn of the event must be the ARN of a snapshot, got ${quotedEventText(arn)}; EventBridge sends it`,
    );
  }
  const known = { [sourceRegion]: SOURCE_EVENTS, [region]: COPY_EVENTS }[snapshot.region];
  if (!known) {
    throw new Error(
      `the event must be of a snapshot in ${sourceRegion} or ${region}, got ${quotedEventText(arn)}; ${SENT}`,
    );
  }
  const kind = typeof id === 'string' && Object.hasOwn(known, id) ? known[id] : undefined;
  if (!kind) {
    throw new Error(
      `detail.EventID of an event in ${snapshot.region} must be one of ${Object.keys(known).join(', ')}, got ${quotedEventText(id)}; ${SENT}`,
    );
  }
  return { kind, name: snapshot.name.toLowerCase(), message: typeof message === 'string' ? eventText(message) : '' };
}
