import { readFileSync } from 'fs';
import * as path from 'path';
import { PACKAGE_FOLDER } from '../package-folder';

const REPOSITORY = 'https://github.com/edimilsonldutra/oficina-postgres';

/**
 * Returns the URL of the runbook as of the release of this version. A build between releases, version 0.0.0, links to
 * the newest one.
 */
export function runbookUrl(version = libraryVersion()): string {
  return `${REPOSITORY}/blob/${version === '0.0.0' ? 'main' : `v${version}`}/docs/runbook.md`;
}

let knownVersion: string | undefined;

function libraryVersion(): string {
  knownVersion ??= readVersion();
  return knownVersion;
}

function readVersion(): string {
  return JSON.parse(readFileSync(path.join(PACKAGE_FOLDER, 'package.json'), 'utf8')).version;
}

/** Returns the anchor of an alarm's section in the runbook. GitHub writes the anchors of headings in lower case. */
export function runbookAnchor(alarmId: string): string {
  return `#${alarmId.toLowerCase()}`;
}
