/** What has changed since a release. */
export interface ApiChanges {
  /** The tag of the release. */
  readonly since: string;
  /** The breaking changes that jsii-diff has found, one a line. */
  readonly breaking: readonly string[];
  /** The messages of the commits since the release, and the title of the pull request. */
  readonly messages: readonly string[];
  /** Whether UPGRADING.md is another one than in the release. */
  readonly isGuideChanged: boolean;
}

export interface ApiVerdict {
  readonly passes: boolean;
  readonly reason: string;
}

/** The header of a Conventional Commit that breaks something: `feat!:`, `fix(rotation)!:`. */
const BREAKING_HEADER = /^\w+(\([^)]*\))?!: \S/;

/**
 * Decides whether a version may be made of these changes: a breaking one has to be announced, to the version by a `!`,
 * and to people in UPGRADING.md.
 */
export function apiVerdict({ since, breaking, messages, isGuideChanged }: ApiChanges): ApiVerdict {
  if (breaking.length === 0) return { passes: true, reason: `no breaking change since ${since}` };
  const count = breaking.length === 1 ? 'one breaking change' : `${breaking.length} breaking changes`;
  const announced = messages.map(header).find((line) => BREAKING_HEADER.test(line));
  const missing = [
    ...(announced ? [] : ['no commit since then has a ! in its header, as feat!:']),
    ...(isGuideChanged ? [] : ['UPGRADING.md is the same as then']),
  ];
  if (missing.length > 0) return { passes: false, reason: `${count} since ${since}: ${missing.join(', and ')}` };
  return { passes: true, reason: `${count} since ${since}, announced by '${announced}' and in UPGRADING.md` };
}

function header(message: string): string {
  return message.trimStart().split('\n', 1)[0];
}
