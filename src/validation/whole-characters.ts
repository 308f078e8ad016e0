/**
 * Half of a character of two: a surrogate of UTF-16 without the other one. No encoding can express it. Node.js would
 * write U+FFFD, the replacement character, in its place.
 */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether a text has whole characters only, so that it can leave the app unchanged. */
export function hasWholeCharacters(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/** The part of a text before its first half of a character; undefined if all its characters are whole. */
export function beforeHalfCharacter(text: string): string | undefined {
  const index = text.search(LONE_SURROGATE);
  return index < 0 ? undefined : text.slice(0, index);
}
