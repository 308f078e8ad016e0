import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { middle, row, verdict } from './figures';

const TARGETS = { kilobytes: 600, milliseconds: 150 };
const SDK = ['@aws-sdk/client-secrets-manager', '@aws-sdk/client-rds'];

/** One fresh process. */
interface Start {
  /** From its start to its end. */
  readonly process: number;
  /** The require() in it. */
  readonly import: number;
}

/**
 * The bundles of the Lambda functions: their size, and how long a process takes that loads one and nothing else. The AWS SDK is not in them: it comes from
 * node_modules here, from the runtime in Lambda. Says whether every bundle is within its size.
 */
export function bundles(root: string, runs: number): boolean {
  const folder = path.join(root, 'assets', 'handlers');
  if (!fs.existsSync(folder)) throw new Error('assets/handlers is missing: run `npx projen bundle` first');
  const files = fs
    .readdirSync(folder)
    .sort()
    .map((name) => ({ name, file: path.join(folder, name, 'index.js') }));
  const loads: [name: string, loaded?: string][] = [
    ['nothing'],
    ...SDK.map((name): [string, string] => [name, name]),
    ...files.map(({ name, file }): [string, string] => [name, file]),
  ];
  const starts = inTurn(
    root,
    loads.map(([, loaded]) => loaded),
    runs,
  );
  const times = starts.map((series) => middle(series.map((start) => start.process)));

  console.log(
    `\nBundles of the Lambda functions: a process that loads one (medians of ${runs}; / bare = against node that loads nothing)\n`,
  );
  console.log(row('ms', 'fastest', '/ bare', 'import ms', 'loads'));
  loads.forEach(([name], index) => {
    const series = starts[index];
    const fastest = Math.min(...series.map((start) => start.process));
    const judged = index < loads.length - files.length ? '' : `, ${verdict(times[index], TARGETS.milliseconds)}`;
    const imported = middle(series.map((start) => start.import));
    console.log(
      row(
        times[index].toFixed(0),
        fastest.toFixed(0),
        (times[index] / times[0]).toFixed(2),
        imported.toFixed(0),
        `${name}${judged}`,
      ),
    );
  });
  console.log('');
  return files
    .map(({ name, file }) => {
      const kilobytes = fs.statSync(file).size / 1000;
      console.log(`Size of ${name}: ${kilobytes.toFixed(1)} KB, ${verdict(kilobytes, TARGETS.kilobytes)}`);
      return kilobytes <= TARGETS.kilobytes;
    })
    .every(Boolean);
}

/** Each in turn, so that whatever else the machine does falls on all of them; the first round warms the caches of the disk. */
function inTurn(root: string, modules: (string | undefined)[], runs: number): Start[][] {
  const series: Start[][] = modules.map(() => []);
  for (let run = -1; run < runs; run++) {
    modules.forEach((module, index) => {
      const start = load(root, module);
      if (run >= 0) series[index].push(start);
    });
  }
  return series;
}

function load(root: string, module?: string): Start {
  const script = [
    'const start = performance.now()',
    ...(module ? [`require(${JSON.stringify(module)})`] : []),
    'fs.writeSync(3, String(performance.now() - start))',
  ].join(';');
  const begin = process.hrtime.bigint();
  const { status, stderr, error, output } = spawnSync(process.execPath, ['-e', script], {
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
