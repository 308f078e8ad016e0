/** A regular expression that is too long for a line, from its parts. */
export function joined(...parts: RegExp[]): RegExp {
  return new RegExp(parts.map(({ source }) => source).join(''));
}
