/** What a version id, a step or an identifier may take in a line of the log. */
export const LONGEST_NAME_SHOWN = 64;

/** What an ARN or a message may take. */
export const LONGEST_TEXT_SHOWN = 200;

/**
 * A value of an event, short enough for the log and for errors: whoever may invoke the function may send anything.
 *
 * @param longest in UTF-16 units
 */
export function eventText(value: unknown, longest: number = LONGEST_TEXT_SHOWN): string {
  if (typeof value !== 'string') return value === null ? 'null' : typeof value;
  return value.length > longest ? `${value.slice(0, longest - 1)}…` : value;
}

/** A value of an event for an error: a text in quotes, of anything else its type. */
export function quotedEventText(value: unknown, longest: number = LONGEST_TEXT_SHOWN): string {
  return typeof value === 'string' ? `'${eventText(value, longest)}'` : eventText(value);
}
