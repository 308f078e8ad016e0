import { parseSnapshotArn } from './snapshot';
import { eventText, quotedEventText } from '../event-text';

/** The reason for a run: the daily sweep, or an event about a snapshot of any instance. */
export type SnapshotEvent =
  | { readonly kind: 'sweep' }
  | { readonly kind: 'created' | 'finished' | 'failed'; readonly name: string; readonly message: string };

/**
 * Events of the source region about a new manual snapshot: taken (0042), copied within the region (0197), or copied
 * from another region (0060).
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html#USER_Events.Messages.snapshot
 * (2026-11)
 */
export const SOURCE_EVENTS: Record<string, 'created'> = {
  'RDS-EVENT-0042': 'created',
  'RDS-EVENT-0060': 'created',
  'RDS-EVENT-0197': 'created',
};

/**
 * Events of the target region: a copy from another region has finished (0060), or was cancelled by RDS or by somebody
 * (0061). RDS documents no other event for a failed copy; the sweep finds those without one.
 */
export const COPY_EVENTS: Record<string, 'finished' | 'failed'> = {
  'RDS-EVENT-0060': 'finished',
  'RDS-EVENT-0061': 'failed',
};

/** The end of an error about an event that is not expected. */
const EXPECTED = 'the rules of the stack send only these';

/**
 * Parses an event of EventBridge.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloud-watch-events.html
 *
 * @throws an error for anything that the rules of the stack do not send
 */
export function parseSnapshotEvent(event: unknown, sourceRegion: string, region: string): SnapshotEvent {
  const { 'detail-type': type, source, detail, resources } = (event ?? {}) as Record<string, unknown>;
  // aws.events is a rule, aws.scheduler is EventBridge Scheduler.
  if (type === 'Scheduled Event' && (source === 'aws.events' || source === 'aws.scheduler')) return { kind: 'sweep' };
  if (type !== 'RDS DB Snapshot Event' || source !== 'aws.rds') {
    throw new Error(
      "the event must be a 'RDS DB Snapshot Event' of aws.rds or a 'Scheduled Event', " +
        `got ${quotedEventText(type)} of ${quotedEventText(source)}; ${EXPECTED}`,
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
  const eventKinds = expectedEvents(snapshot.region, sourceRegion, region);
  if (!eventKinds) {
    throw new Error(
      `the event must be about a snapshot in ${sourceRegion} or ${region}, got ${quotedEventText(arn)}; ${EXPECTED}`,
    );
  }
  const kind = typeof id === 'string' && Object.hasOwn(eventKinds, id) ? eventKinds[id] : undefined;
  if (!kind) {
    throw new Error(
      `detail.EventID of an event in ${snapshot.region} must be one of ${Object.keys(eventKinds).join(', ')}, ` +
        `got ${quotedEventText(id)}; ${EXPECTED}`,
    );
  }
  return { kind, name: snapshot.name.toLowerCase(), message: typeof message === 'string' ? eventText(message) : '' };
}

/** The kinds of events that are expected from a region, by their id; undefined for another region. */
function expectedEvents(
  eventRegion: string,
  sourceRegion: string,
  region: string,
): Record<string, 'created' | 'finished' | 'failed'> | undefined {
  if (eventRegion === region) return COPY_EVENTS;
  return eventRegion === sourceRegion ? SOURCE_EVENTS : undefined;
}
