import { readFileSync } from 'fs';
import * as path from 'path';

/** What the package has of docs/runbook.md. */
export interface Runbook {
  /** The functions of the shell that the commands use, such as `metric`. */
  readonly functions: string;
  /** The sections of the alarms in Markdown, without their titles, by the ids of the alarms. */
  readonly alarms: Record<string, string>;
}

/** The file of the package beside the bundle of the commands. `npx projen bundle` writes it from docs/runbook.md. */
export const RUNBOOK_FILE = 'runbook.json';

/** Reads the runbook of the package. */
export function readRunbook(): Runbook {
  return JSON.parse(readFileSync(path.join(__dirname, RUNBOOK_FILE), 'utf8'));
}

/** Takes what the package needs out of docs/runbook.md. @throws Error if the parts are not where they belong */
export function parseRunbook(markdown: string): Runbook {
  const firstCommands = /^```sh\n([^]*?)^```$/m.exec(markdown)?.[1];
  const chapter = /^## Alarms\n([^]*?)(?=^## )/m.exec(markdown)?.[1];
  if (!firstCommands || !chapter) {
    throw new Error('docs/runbook.md lacks the commands at its top, or its chapter Alarms');
  }
  const functions = firstCommands.slice(firstCommands.search(/^\w+\(\)/m)).trim();
  const [, ...parts] = chapter.split(/^### (\w+)\n/m);
  const alarms: Record<string, string> = {};
  for (let at = 0; at < parts.length; at += 2) alarms[parts[at]] = parts[at + 1].trim();
  return { functions, alarms };
}
