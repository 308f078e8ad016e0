import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'fs';
import * as path from 'path';
import { FileAssetLocation, FileAssetPackaging, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Files by their path in the folder. */
export type FolderFiles = Readonly<Record<string, string | Buffer>>;

/**
 * The code of a function, from a folder that is assembled at synthesis, so that it contains what was added to the
 * construct until then.
 *
 * lambda.Code.fromAsset() stages its files when the function is created, before addApplicationUser() is called. An
 * Aspect would stage them late, and miss what a later Aspect adds. The location is a Lazy instead: the first time that
 * CDK resolves it, which every synthesizer does before it writes the list of its assets, the folder is written into the
 * cloud assembly and registered.
 *
 * It does not extend lambda.Code: that would load a part of aws-cdk-lib with the library.
 */
export class FolderCode implements lambda.Code {
  readonly isInline = false;
  private readonly staged = new Map<string, FileAssetLocation>();

  /** @param files returns the content of the folder; called at each resolution */
  constructor(private readonly files: () => FolderFiles) {}

  bind(scope: Construct): lambda.CodeConfig {
    // Not cached: users that are added after an early resolution of the template must be included.
    return {
      s3Location: {
        bucketName: Lazy.uncachedString({ produce: () => this.location(scope).bucketName }),
        objectKey: Lazy.uncachedString({ produce: () => this.location(scope).objectKey }),
      },
    };
  }

  bindToResource(): void {
    // SAM finds no sources here: the folder is made at synthesis.
  }

  private location(scope: Construct): FileAssetLocation {
    const files = this.files();
    const hash = hashOf(files);
    const known = this.staged.get(hash);
    if (known) return known;
    const { outdir, assetOutdir } = Stage.of(scope)!;
    const folder = path.join(assetOutdir, `asset.${hash}`);
    if (!existsSync(folder)) writeFolder(folder, files);
    const location = Stack.of(scope).synthesizer.addFileAsset({
      packaging: FileAssetPackaging.ZIP_DIRECTORY,
      sourceHash: hash,
      fileName: path.relative(outdir, folder),
    });
    this.staged.set(hash, location);
    return location;
  }
}

/** Reads the files of a folder, including those in its subfolders. */
export function filesOf(folder: string): FolderFiles {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(
    files.sort().map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)]),
  );
}

function hashOf(files: FolderFiles): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    const content = createHash('sha256').update(files[name]).digest('hex');
    hash.update(`${name}\0${content}\n`);
  }
  return hash.digest('hex');
}

/**
 * Writes the files to a temporary folder and renames it, so that an interrupted synthesis leaves no incomplete folder
 * that the next one would use.
 */
function writeFolder(folder: string, files: FolderFiles): void {
  const temporary = mkdtempSync(`${folder}-`);
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(temporary, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  renameSync(temporary, folder);
}
