/** A regular expression from parts, because it is too long for a line. */
export function joined(...parts: RegExp[]): RegExp {
  return new RegExp(parts.map(({ source }) => source).join(''));
}
