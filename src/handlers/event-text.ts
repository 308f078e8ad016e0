/** The longest version id, step or identifier that the log shows, in UTF-16 units. */
export const LONGEST_NAME_SHOWN = 64;

/** The longest ARN or message that the log shows, in UTF-16 units. */
export const LONGEST_TEXT_SHOWN = 200;

/**
 * Shortens a value of an event for the log and for errors: anyone who may invoke the function can send anything.
 *
 * @param longest in UTF-16 units
 */
export function eventText(value: unknown, longest: number = LONGEST_TEXT_SHOWN): string {
  if (typeof value !== 'string') return value === null ? 'null' : typeof value;
  return value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
}

/** A value of an event for an error: a string in quotes, or the type of anything else. */
export function quotedEventText(value: unknown, longest: number = LONGEST_TEXT_SHOWN): string {
  return typeof value === 'string' ? `'${eventText(value, longest)}'` : eventText(value);
}
