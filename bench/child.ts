import * as fs from 'fs';
import { createRequire } from 'module';
import * as path from 'path';
import { AddDatabase, databases } from './databases';

/** The request of the driver to a fresh process. */
export type Task =
  | { kind: 'synth'; variant: string; count: number; outdir: string; context: Record<string, unknown> }
  /** Loads `first`, then the package: `milliseconds` is what the package adds. */
  | { kind: 'import'; first: string[]; entry: string };

export interface Measured {
  milliseconds: number;
  /** User and system time of all threads. */
  cpuMilliseconds: number;
  /** Largest resident size of the process so far. */
  peakMegabytes: number;
  /** Modules of aws-cdk-lib that the measured part has loaded. */
  loaded: string[];
}

const task = JSON.parse(process.argv[2]) as Task;
const load = createRequire(__filename);
if (task.kind === 'synth') {
  const { addDatabase } = load(path.join(__dirname, task.variant)) as { addDatabase: AddDatabase };
  report(() => databases(task.count, task.outdir, task.context, addDatabase).synth());
} else {
  task.first.forEach((module) => load(module));
  report(() => load(task.entry));
}

function report(measured: () => void): void {
  const before = new Set(Object.keys(load.cache));
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  measured();
  const milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(cpu);
  const result: Measured = {
    milliseconds,
    cpuMilliseconds: (user + system) / 1000,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    loaded: Object.keys(load.cache).filter((file) => !before.has(file) && file.includes('aws-cdk-newest')),
  };
  fs.writeSync(3, JSON.stringify(result));
}
