import { createHash } from 'crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'fs';
import * as path from 'path';
import { FileAssetLocation, FileAssetPackaging, Lazy, Stack, Stage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Files by their path in the folder. */
export type FolderFiles = Readonly<Record<string, string | Buffer>>;

/**
 * The code of a function, from a folder that is assembled at synthesis, so that it contains everything that was added
 * to the construct until then.
 *
 * lambda.Code.fromAsset() stages its files when the function is created, before addApplicationUser() is called. An
 * Aspect would stage them later, but miss what a later Aspect adds. The location is a Lazy instead. The first time that
 * CDK resolves it, the folder is written into the cloud assembly and registered as an asset. Every synthesizer resolves
 * it before it writes the list of its assets.
 *
 * It does not extend lambda.Code: that would load a part of aws-cdk-lib with the library.
 */
export class FolderCode implements lambda.Code {
  readonly isInline = false;
  private readonly staged = new Map<string, FileAssetLocation>();

  /** @param files returns the content of the folder; called at each resolution */
  constructor(private readonly files: () => FolderFiles) {}

  bind(scope: Construct): lambda.CodeConfig {
    // Uncached, so that users who are added after an early resolution of the template are included.
    return {
      s3Location: {
        bucketName: Lazy.uncachedString({ produce: () => this.location(scope).bucketName }),
        objectKey: Lazy.uncachedString({ produce: () => this.location(scope).objectKey }),
      },
    };
  }

  bindToResource(): void {
    // Adds no metadata for SAM, because the folder does not exist before synthesis.
  }

  /**
   * Returns the location of the current files. As a side effect, it writes and registers the folder: the content is
   * final only when the template is resolved, and CDK calls nothing else between that and the list of assets.
   */
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

/** The folders that have been read. They belong to the package, so that they do not change. */
const FOLDERS = new Map<string, FolderFiles>();

/** Returns the files of a folder of the package, including those in its subfolders. Each folder is read once. */
export function filesOf(folder: string): FolderFiles {
  const known = FOLDERS.get(folder);
  if (known) return known;
  const files = readFiles(folder);
  FOLDERS.set(folder, files);
  return files;
}

function readFiles(folder: string): FolderFiles {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  return Object.fromEntries(
    files.sort().map((file) => [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)]),
  );
}

function hashOf(files: FolderFiles): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort()) {
    hash.update(`${name}\0${digestOf(files[name])}\n`);
  }
  return hash.digest('hex');
}

/** The digests of buffers, which all functions of a process share and CDK resolves several times. */
const DIGESTS = new WeakMap<Buffer, string>();

function digestOf(content: string | Buffer): string {
  const known = typeof content === 'string' ? undefined : DIGESTS.get(content);
  if (known) return known;
  const digest = createHash('sha256').update(content).digest('hex');
  if (typeof content !== 'string') DIGESTS.set(content, digest);
  return digest;
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
