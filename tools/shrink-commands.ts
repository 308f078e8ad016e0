import { readFile } from 'fs/promises';
import * as path from 'path';
import { build, Plugin } from 'esbuild';
import { withPlainNames } from './support/plain-names';
import { ROOT } from './support/root';

/*
 * Bundles the commands once more, without the schemas of calls that they do not make; a part of `npx projen bundle`.
 * esbuild keeps all schemas of the AWS SDK: those of EC2 alone are half a megabyte, which Node.js reads in a tenth of a
 * second at each start. Only a plugin can change them, and projen's bundles have no plugins.
 */

const COMMANDS = path.join('cli', 'commands');

const plainNames: Plugin = {
  name: 'plain-names',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ }, async ({ path: file }) => ({
      contents: withPlainNames(await readFile(file, 'utf8')),
      loader: 'js',
    }));
  },
};

void build({
  absWorkingDir: ROOT,
  entryPoints: [path.join('src', `${COMMANDS}.ts`)],
  outfile: path.join('assets', COMMANDS, 'index.js'),
  // As in .projenrc.ts.
  bundle: true,
  platform: 'node',
  target: 'node20',
  external: ['pg-native'],
  mainFields: ['module', 'main'],
  minify: true,
  plugins: [plainNames],
});
