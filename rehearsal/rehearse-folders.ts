import * as path from 'path';
import { Deployment } from './deployment';
import { installEmulator, isInstalled } from './python-environment';
import { Rehearsal } from './rehearsal';
import { reportLines } from './report';
import { paint } from '../tools/support/paint';
import { step } from '../tools/support/run';

export interface RehearsalOptions {
  /**
   * Whether the environment stays until Ctrl+C.
   *
   * @default false
   */
  readonly keep?: boolean;
}

/** Starts an emulator, deploys apps to it, and prints a report about each. */
export async function rehearseFolders(folders: string[], options: RehearsalOptions = {}): Promise<void> {
  if (!isInstalled()) await step('install the emulator, some 280 MB', installEmulator);
  const rehearsal = await step('start the emulator', Rehearsal.start);
  process.on('exit', () => rehearsal.emulator.kill());
  try {
    for (const folder of folders) {
      const output = path.join(rehearsal.folder, 'assemblies', path.basename(folder));
      await rehearse(rehearsal, rehearsal.deployment(folder, output), options);
    }
    if (options.keep) await untilInterrupted();
  } finally {
    await step('stop everything', () => rehearsal.stop());
  }
}

async function rehearse(rehearsal: Rehearsal, deployment: Deployment, options: RehearsalOptions): Promise<void> {
  const name = path.basename(deployment.folder);
  await step(`${name}: synthesise`, () => deployment.synthesise());
  await step(`${name}: prepare ${deployment.regions.join(' and ')} for CDK`, () => deployment.bootstrap());
  await step(`${name}: deploy ${deployment.stacks.map((stack) => stack.name).join(' and ')}`, () =>
    deployment.deploy(),
  );
  for (const region of deployment.regions) {
    for (const secret of await rehearsal.cloud(region).secrets()) {
      if (!secret.RotationEnabled) continue;
      await step(`${name}: rotate ${secret.Name}`, () => rehearsal.cloud(region).rotate(secret.ARN!));
    }
  }
  await step(`${name}: deploy again, without a change`, async () => {
    await deployment.deploy();
    const { status, output } = await deployment.diff();
    if (status !== 0) throw new Error(`cdk diff finds a difference after the deployment:\n${output}`);
  });

  console.log((await reportLines(rehearsal, deployment, options.keep ?? false)).join('\n'));
  const denied = rehearsal.deniedCalls();
  if (denied.length > 0) {
    const list = denied.map(
      ({ role, action, resource, denied: reason }) => `  ${role}: ${action} on ${resource}: ${reason}`,
    );
    throw new Error(`calls that no template allows:\n${list.join('\n')}`);
  }
  console.log(`\n${paint(process.stdout, 'green', '✓')} ${name}: deployed to a local emulator, every call allowed`);
}

async function untilInterrupted(): Promise<void> {
  console.log('\nThe environment stays until Ctrl+C.');
  await new Promise(() => setInterval(() => undefined, 60_000));
}
