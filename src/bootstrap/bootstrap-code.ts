import { createHash } from 'crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BootstrapSql } from './bootstrap-sql';
import { handlerFolder } from '../private/database-function';

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
  return { ...script('init-db.sql', readFileSync(path.join(__dirname, '..', '..', 'scripts', 'init-db.sql'))), repeatable: true };
}

/** A script of a team. */
export function scriptOf(sql: BootstrapSql): BootstrapScript {
  return script(sql.name, sql._content());
}

/** Writes the scripts, and what the function has to know of them, beside its code. */
export function writeScripts(folder: string, scripts: BootstrapScript[]): void {
  const sql = path.join(folder, 'sql');
  mkdirSync(sql, { recursive: true });
  const manifest = scripts.map(({ content, ...entry }, index) => {
    const file = `${`${index}`.padStart(4, '0')}.sql`;
    writeFileSync(path.join(sql, file), content);
    return { ...entry, file };
  });
  writeFileSync(path.join(sql, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** The handler with scripts of a team: in its own code, as the function reaches nothing else that could hold them. */
export function codeWith(scripts: BootstrapScript[]): lambda.Code {
  const folder = handlerFolder('bootstrap function');
  return lambda.Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('unused'), // the local bundling is always possible
      local: {
        tryBundle(output: string): boolean {
          copyFileSync(path.join(folder, 'index.js'), path.join(output, 'index.js'));
          writeScripts(output, scripts);
          return true;
        },
      },
    },
  });
}

function script(name: string, content: Buffer): BootstrapScript {
  return { name, content, checksum: createHash('sha256').update(content).digest('hex') };
}
