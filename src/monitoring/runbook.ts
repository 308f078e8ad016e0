import { readFileSync } from 'fs';
import * as path from 'path';

const REPOSITORY = 'https://github.com/edimilsonldutra/oficina-postgres';

/** The runbook as it was when this version of the library was released; a build between releases, which has the version 0.0.0, reads the newest. */
export function runbookUrl(version = libraryVersion()): string {
  return `${REPOSITORY}/blob/${version === '0.0.0' ? 'main' : `v${version}`}/docs/runbook.md`;
}

function libraryVersion(): string {
  return JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
}

/** The section of an alarm in the runbook; GitHub writes the anchor of a heading in lower case. */
export function runbookAnchor(alarmId: string): string {
  return `#${alarmId.toLowerCase()}`;
}
