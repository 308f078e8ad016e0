/** What the commands call. */
export const COMMAND_ACTIONS: readonly CommandActions[] = [];

export interface CommandActions {
  readonly command: string;
  readonly called: readonly string[];
  readonly otherRegion: readonly string[];
}
