import { createHash } from 'crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { BootstrapSql } from './bootstrap-sql';
import { FolderFiles } from '../functions/folder-code';
import { PACKAGE_FOLDER } from '../package-folder';

/** A script in the code of the function. */
export interface BootstrapScript {
  readonly name: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly checksum: string;
  /** Whether the script runs again after a change. */
  readonly repeatable?: boolean;
  readonly content: Buffer;
}

/** Returns the library's own script. It is idempotent, and differs between versions of the library. */
export function initDbSql(): BootstrapScript {
  return {
    ...script('init-db.sql', readFileSync(path.join(PACKAGE_FOLDER, 'scripts', 'init-db.sql'))),
    repeatable: true,
  };
}

/** Returns a script of the prop `bootstrapSql`. */
export function scriptOf(sql: BootstrapSql): BootstrapScript {
  return script(sql.name, sql._content());
}

/**
 * Returns the files of the scripts and their manifest. They are part of the function's code, because the function can
 * reach no other storage.
 */
export function scriptFiles(scripts: BootstrapScript[]): FolderFiles {
  const files: Record<string, string | Buffer> = {};
  const manifest = scripts.map(({ content, ...entry }, index) => {
    const file = `${`${index}`.padStart(4, '0')}.sql`;
    files[`sql/${file}`] = content;
    return { ...entry, file };
  });
  return { ...files, 'sql/manifest.json': `${JSON.stringify(manifest, undefined, 2)}\n` };
}

/** Writes the scripts into the folder of the function's code. */
export function writeScripts(folder: string, scripts: BootstrapScript[]): void {
  mkdirSync(path.join(folder, 'sql'), { recursive: true });
  for (const [name, content] of Object.entries(scriptFiles(scripts))) writeFileSync(path.join(folder, name), content);
}

function script(name: string, content: Buffer): BootstrapScript {
  return { name, content, checksum: createHash('sha256').update(content).digest('hex') };
}
