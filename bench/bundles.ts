import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { middle, row, verdict } from './figures';

const TARGETS = { kilobytes: 700, importMilliseconds: 80 };

/** The Node.js that loads the bundles: the major version of the Lambda runtime. npx downloads it if necessary. */
const NODE = 'node@24.21.0';

/** One fresh process. */
interface Start {
  /** Milliseconds from its start to its end. */
  readonly process: number;
  /** Milliseconds that the require() in it takes. */
  readonly import: number;
}

/**
 * Measures the bundles of the Lambda functions: their sizes, and the time of a process that loads one and nothing else.
 *
 * @returns whether every bundle is within the target size
 */
export function bundles(root: string, runs: number): boolean {
  const folder = path.join(root, 'assets', 'handlers');
  if (!fs.existsSync(folder)) throw new Error('assets/handlers is missing: run `npx projen bundle` first');
  const handlers = fs.readdirSync(folder).sort();
  const files = handlers.map((name) => path.join(folder, name, 'index.js'));
  const [bare, ...starts] = measureInTurn(root, nodeOfRuntime(root), [undefined, ...files], runs);
  const bareProcess = middle(bare.map((start) => start.process));

  console.log(`\nBundles of the Lambda functions, on ${NODE}: a process that loads one (medians of ${runs})\n`);
  console.log(row('process', 'bare node', '/ bare', 'import', 'fastest', ''));
  for (const [index, name] of handlers.entries()) {
    const processTime = middle(starts[index].map((start) => start.process));
    const imports = starts[index].map((start) => start.import);
    const importTime = middle(imports);
    console.log(
      row(
        `${processTime.toFixed(0)} ms`,
        `${bareProcess.toFixed(0)} ms`,
        (processTime / bareProcess).toFixed(2),
        `${importTime.toFixed(0)} ms`,
        `${Math.min(...imports).toFixed(0)} ms`,
        `${name}, import ${verdict(importTime, TARGETS.importMilliseconds)}`,
      ),
    );
  }
  console.log('');
  let isWithinSize = true;
  for (const [index, name] of handlers.entries()) {
    const kilobytes = fs.statSync(files[index]).size / 1000;
    console.log(`Size of ${name}: ${kilobytes.toFixed(1)} KB, ${verdict(kilobytes, TARGETS.kilobytes)}`);
    if (kilobytes > TARGETS.kilobytes) isWithinSize = false;
  }
  return isWithinSize;
}

/** The path of the Node.js program that loads the bundles. */
function nodeOfRuntime(root: string): string {
  const print = ['node', '--print', 'process.execPath'];
  return execFileSync('npx', ['--yes', `--package=${NODE}`, ...print], { cwd: root, encoding: 'utf8' }).trim();
}

/** Loads each module in turn, so that other load on the machine affects all of them. The first round is not counted. */
function measureInTurn(root: string, node: string, modules: (string | undefined)[], runs: number): Start[][] {
  const series: Start[][] = modules.map(() => []);
  for (let run = -1; run < runs; run++) {
    for (const [index, module] of modules.entries()) {
      const start = load(root, node, module);
      if (run >= 0) series[index].push(start);
    }
  }
  return series;
}

function load(root: string, node: string, module?: string): Start {
  const script = [
    'const start = performance.now()',
    ...(module ? [`require(${JSON.stringify(module)})`] : []),
    'fs.writeSync(3, String(performance.now() - start))',
  ].join(';');
  const begin = process.hrtime.bigint();
  const { status, stderr, error, output } = spawnSync(node, ['-e', script], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  if (error) throw error;
  if (status !== 0) throw new Error(`a process that loads ${module ?? 'nothing'} failed\n${stderr}`);
  return { process: milliseconds, import: Number(output[3]) };
}
