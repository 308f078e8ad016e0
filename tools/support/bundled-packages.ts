import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { bundleCommands } from './asset-manifest';
import { ROOT } from './root';

/** The bundle of a function. */
export interface Bundle {
  /** Its path in the package. */
  readonly file: string;
  /** The folders of the packages from which at least one file is in it, by their path in the repository. */
  readonly folders: string[];
}

/** The bundles of the functions, according to esbuild. */
export function bundles(): Bundle[] {
  const work = mkdtempSync(path.join(tmpdir(), 'bundles-'));
  try {
    return bundleCommands().map((command, index) => {
      const metafile = path.join(work, `${index}.json`);
      let file = '';
      const [program, ...options] = command.map((argument) => {
        if (!argument.startsWith('--outfile=')) return argument;
        file = argument.replace('--outfile=', '');
        return `--outfile=${path.join(work, `${index}.js`)}`;
      });
      execFileSync(
        path.join(ROOT, 'node_modules', '.bin', program),
        [...options, `--metafile=${metafile}`, '--log-level=error'],
        { cwd: ROOT },
      );
      const { outputs } = JSON.parse(readFileSync(metafile, 'utf8'));
      const inputs = Object.values<{ inputs: Record<string, { bytesInOutput: number }> }>(outputs).flatMap((output) =>
        Object.keys(output.inputs),
      );
      // The innermost node_modules is that of the file's own package.
      const folders = inputs.flatMap((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []);
      return { file, folders: [...new Set(folders)] };
    });
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** A package.json, as far as the tools look at it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly description?: string;
  readonly repository: string | { readonly url: string };
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

/** The package.json of a folder of the repository. */
export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(path.join(ROOT, folder, 'package.json'), 'utf8'));
}

/** The address of the sources of a package. */
export function sourceOf({ repository }: Manifest): string {
  const given = typeof repository === 'string' ? repository : repository.url;
  return given
    .replace(/^git\+|\.git$/g, '')
    .replace(/^(git|http):/, 'https:')
    .replace(/^(?=[\w-]+\/[\w-]+$)/, 'https://github.com/'); // npm's short form means GitHub
}
