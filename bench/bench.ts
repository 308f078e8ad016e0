import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as ts from 'typescript';
import { bundles } from './bundles';
import type { Measured, Task } from './child';
import { compareTemplates } from './compare';
import { middle, row, verdict } from './figures';

/**
 * `npm run bench`: synthesis by this library against the same resources by hand, and the bundles of its functions. See
 * README.md beside this file.
 */

const ROOT = path.resolve(__dirname, '..');
/** A and B of the comparison. */
const COMPARED: Pair = ['oficina', 'hand-written'];
/** What the second region, the vault and the drills of the profile cost on top of A. */
const WHOLE: Pair = ['oficina-prod', 'oficina'];
const TARGETS = { growth: 1.1, importMilliseconds: 25 };

type Variant = 'oficina' | 'hand-written' | 'oficina-prod';
type Pair = readonly [a: Variant, b: Variant];
type Validation = 'off' | 'on';
/** Runs of the first of two alternating variants, and of the second. */
type Series = readonly [a: Measured[], b: Measured[]];

const quick = process.argv.includes('--quick');
const checkOnly = process.argv.includes('--check');
const sizes = option('sizes')?.split(',').map(Number) ?? [1, 10, 50];
const validations = (option('validation')?.split(',') ?? ['off', 'on']) as Validation[];
if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
  throw new Error(`--sizes must be numbers like 1,10,50, got ${option('sizes')}`);
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'oficina-bench-'));
try {
  main();
} finally {
  fs.rmSync(work, { recursive: true, force: true });
}

function main(): void {
  console.log(
    `Node ${process.version}, aws-cdk-lib ${cdkVersion()}, ${os.cpus().length} cores, ` +
      `${new Date().toISOString().slice(0, 10)}`,
  );
  if (!process.argv.includes('--handlers')) synthesis();
  if (checkOnly) return;
  // A size is the same on every machine: only this target fails the run.
  if (!bundles(ROOT, quick ? 5 : 15)) process.exitCode = 1;
}

function synthesis(): void {
  if (!fs.existsSync(path.join(ROOT, 'lib', 'index.js'))) {
    throw new Error('lib/ is missing: run `npx projen compile` first');
  }
  if (!fs.existsSync(path.join(ROOT, 'assets', 'handlers'))) {
    throw new Error('assets/handlers is missing: run `npx projen bundle` first');
  }
  compile();
  check();
  if (checkOnly) return;

  for (const validation of validations) {
    console.log(`\nSynthesis, template validation ${validation} (medians; A = oficina, B = by hand)\n`);
    console.log(row('databases', 'A ms', 'B ms', 'A/B', 'CPU A/B', 'A MB', 'B MB', 'A/B MB', 'target'));
    const bySize = new Map<number, Series>();
    for (const size of sizes) {
      const series = measure(COMPARED, size, validation);
      bySize.set(size, series);
      const ratio = pairedRatio(series, 'milliseconds');
      console.log(
        row(
          size,
          ms(series[0]),
          ms(series[1]),
          ratio.toFixed(2),
          pairedRatio(series, 'cpuMilliseconds').toFixed(2),
          mb(series[0]),
          mb(series[1]),
          pairedRatio(series, 'peakMegabytes').toFixed(2),
          verdict(ratio, targetRatio(size)),
        ),
      );
    }
    console.log('');
    sizes.slice(1).forEach((size, index) => growth(sizes[index], size, bySize));
    whole(Math.max(1, ...sizes.filter((size) => size <= 10)), validation);
  }
  imports();
}

function cdkVersion(): string {
  return JSON.parse(fs.readFileSync(path.join(ROOT, 'node_modules', 'aws-cdk-newest', 'package.json'), 'utf8')).version;
}

/**
 * A small project of plain JavaScript, because ts-node would take longer than the measured code: the library in place
 * of `../src`, and the newest aws-cdk-lib under its own name.
 */
function compile(): void {
  // Copies, because a build may be running meanwhile.
  fs.mkdirSync(path.join(work, 'src'));
  fs.copyFileSync(path.join(ROOT, 'lib', 'index.js'), path.join(work, 'src', 'index.js'));
  for (const folder of ['assets', 'scripts']) {
    fs.cpSync(path.join(ROOT, folder), path.join(work, folder), { recursive: true });
  }
  // The library reads its version from this file.
  fs.copyFileSync(path.join(ROOT, 'package.json'), path.join(work, 'package.json'));
  fs.mkdirSync(path.join(work, 'bench'));
  for (const name of [
    'child',
    'databases',
    'hand-written',
    'hand-written-functions',
    'hand-written-monitoring',
    'oficina',
    'oficina-prod',
  ]) {
    const source = fs.readFileSync(path.join(__dirname, `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true },
    });
    fs.writeFileSync(path.join(work, 'bench', `${name}.js`), outputText);
  }
  fs.mkdirSync(path.join(work, 'node_modules'));
  for (const [name, installed] of [
    ['aws-cdk-lib', 'aws-cdk-newest'],
    ['constructs', 'constructs'],
  ]) {
    fs.symlinkSync(path.join(ROOT, 'node_modules', installed), path.join(work, 'node_modules', name), 'junction');
  }
}

/** The comparison requires that both variants create the same resources. */
function check(): void {
  const outdirs = COMPARED.map((variant) => {
    const outdir = path.join(work, `check-${variant}`);
    synth(variant, 2, 'on', outdir);
    return outdir;
  });
  const { report, isEveryPropertyEqual } = compareTemplates(outdirs[0], outdirs[1]);
  console.log(`\n${report}`);
  if (checkOnly && !isEveryPropertyEqual) {
    console.error('\nBring bench/hand-written*.ts up to date with the library');
    process.exitCode = 1;
  }
}

/** Runs the two alternately, so that other load on the machine affects both. */
function measure(pair: Pair, size: number, validation: Validation): Series {
  const series: Series = [[], []];
  const runs = quick ? 3 : size < 10 ? 15 : 11;
  for (let run = -1; run < runs; run++) {
    pair.forEach((variant, index) => {
      const outdir = path.join(work, 'cdk.out');
      const measured = synth(variant, size, validation, outdir);
      fs.rmSync(outdir, { recursive: true });
      if (run >= 0) series[index].push(measured); // the first pair fills the disk cache
    });
  }
  return series;
}

function synth(variant: Variant, count: number, validation: Validation, outdir: string): Measured {
  const { context } = JSON.parse(fs.readFileSync(path.join(ROOT, 'examples', 'prod', 'cdk.json'), 'utf8'));
  return child({ kind: 'synth', variant, count, outdir, context }, validation);
}

function child(task: Task, validation: Validation = 'off'): Measured {
  // The context key only decides between error and warning; an environment variable switches the validator itself.
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    CDK_VALIDATION: validation === 'on' ? 'true' : 'false',
    NODE_OPTIONS: '',
  };
  const profile = option('cpu-prof');
  const flags = profile ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profile)}`] : [];
  const { status, stderr, error, output } = spawnSync(
    process.execPath,
    [...flags, path.join(work, 'bench', 'child.js'), JSON.stringify(task)],
    { env, cwd: work, stdio: ['ignore', 'ignore', 'pipe', 'pipe'], encoding: 'utf8' },
  );
  if (error) throw error;
  if (status !== 0) throw new Error(`a measured process failed\n${stderr}`);
  return JSON.parse(output[3]!);
}

function growth(from: number, to: number, bySize: Map<number, Series>): void {
  const [a, b] = [0, 1].map(
    (variant) => median(bySize.get(to)![variant], 'milliseconds') / median(bySize.get(from)![variant], 'milliseconds'),
  );
  const linear = to / from;
  console.log(
    `Growth ${from} → ${to}: time × ${a.toFixed(2)} (by hand × ${b.toFixed(2)}, linear × ${linear.toFixed(2)}), ` +
      `${verdict(a, linear * TARGETS.growth)}`,
  );
}

/** Production with its whole profile, against the part of it that is compared. */
function whole(size: number, validation: Validation): void {
  const series = measure(WHOLE, size, validation);
  console.log(
    `With the second region, vault and drills, ${size} databases in ${2 * size} stacks: ` +
      `${ms(series[0])} ms, × ${pairedRatio(series, 'milliseconds').toFixed(2)}`,
  );
}

/** The largest A/B: more databases make longer paths, which CDK hashes into logical ids. */
function targetRatio(databases: number): number {
  return databases < 100 ? 1.05 : 1.1;
}

/** CPU time that the package adds to a process that has loaded the modules of aws-cdk-lib that it uses. */
function imports(): void {
  const entry = path.join(work, 'src', 'index.js');
  const requires = fs.readFileSync(entry, 'utf8').matchAll(/require\("(aws-cdk-lib[^"]*|constructs)"\)/g);
  const modules = [...requires].map(([, name]) => name);
  const measured = Array.from({ length: quick ? 5 : 21 }, () => child({ kind: 'import', first: modules, entry }));
  const added = median(measured, 'cpuMilliseconds');
  const fastest = Math.min(...measured.map(({ cpuMilliseconds }) => cpuMilliseconds));
  console.log(
    `\nImport after ${modules.length} modules of aws-cdk-lib: + ${added.toFixed(1)} ms of the processor ` +
      `(fastest ${fastest.toFixed(1)}), ${measured[0].loaded.length} more files of aws-cdk-lib, ` +
      `${verdict(added, TARGETS.importMilliseconds)}`,
  );
}

type Quantity = 'milliseconds' | 'cpuMilliseconds' | 'peakMegabytes';

function median(measured: Measured[], quantity: Quantity): number {
  return middle(measured.map((m) => m[quantity]));
}

/** Compares each run with its neighbour, so that a slow minute of the machine affects both sides. */
function pairedRatio(series: Series, quantity: Quantity): number {
  return middle(series[0].map((a, run) => a[quantity] / series[1][run][quantity]));
}

function ms(measured: Measured[]): string {
  return median(measured, 'milliseconds').toFixed(0);
}

function mb(measured: Measured[]): string {
  return median(measured, 'peakMegabytes').toFixed(0);
}

/** `--name value` or `--name=value` */
function option(name: string): string | undefined {
  const index = process.argv.findIndex((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  if (index < 0) return undefined;
  return process.argv[index].split('=')[1] ?? process.argv[index + 1];
}
