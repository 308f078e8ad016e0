/** Colours of the tools; each is the code of its SGR sequence. */
const CODES = { bold: 1, red: 31, green: 32, yellow: 33, dim: 2 } as const;

/** A stream that may be a terminal. */
export interface Output {
  readonly isTTY?: boolean;
}

/** Whether a stream shows colours: a terminal that supports them, unless the user refuses (https://no-color.org). */
export function showsColours(output: Output, env: Record<string, string | undefined> = process.env): boolean {
  return output.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Coloured text if the stream shows colours, otherwise plain text. */
export function paint(output: Output, colour: keyof typeof CODES, text: string): string {
  return showsColours(output) ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;
}
