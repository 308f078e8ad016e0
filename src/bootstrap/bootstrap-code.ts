import { createHash } from 'crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { BootstrapSql } from './bootstrap-sql';
import { FolderFiles } from '../functions/folder-code';

/** A script as the function finds it beside its code. */
export interface BootstrapScript {
  readonly name: string;
  /** SHA-256 of the content, in hexadecimal. */
  readonly checksum: string;
  /** Whether it runs again when it has changed. */
  readonly repeatable?: boolean;
  readonly content: Buffer;
}

/** The script of the library: idempotent, and another one with other versions of the library. */
export function initDbSql(): BootstrapScript {
  return {
    ...script('init-db.sql', readFileSync(path.join(__dirname, '..', '..', 'scripts', 'init-db.sql'))),
    repeatable: true,
  };
}

/** A script of a team. */
export function scriptOf(sql: BootstrapSql): BootstrapScript {
  return script(sql.name, sql._content());
}

/**
 * The scripts, and what the function has to know of them, as they stand beside its code: it reaches nothing else that
 * could hold them.
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

/** Writes the scripts beside the function's code. */
export function writeScripts(folder: string, scripts: BootstrapScript[]): void {
  mkdirSync(path.join(folder, 'sql'), { recursive: true });
  for (const [name, content] of Object.entries(scriptFiles(scripts))) writeFileSync(path.join(folder, name), content);
}

function script(name: string, content: Buffer): BootstrapScript {
  return { name, content, checksum: createHash('sha256').update(content).digest('hex') };
}
