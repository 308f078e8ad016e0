/** A name that the AWS SDK uses in its schemas, at the top of a file: `const _xN = "xmlName";`. */
const NAME = /^const (_\w+) = ("[^"\\]*");$/gm;

/**
 * Writes the names of properties into a file of schemas, `{ "xmlName": … }` in place of `{ [_xN]: … }`. A computed name
 * might do anything, so that a bundler keeps whatever is made with one.
 */
export function withPlainNames(source: string): string {
  const names = new Map([...source.matchAll(NAME)].map(([, name, text]) => [name, text]));
  return source.replace(/\[(_\w+)\]:/g, (computed, name) => {
    const text = names.get(name);
    return text === undefined ? computed : `${text}:`;
  });
}
