import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { CreateDBSnapshotCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import { Deployment } from '../../rehearsal/deployment';
import { roleActions } from '../../rehearsal/granted-actions';
import { JournalEntry } from '../../rehearsal/journal';
import { keptCalls, RECORDED_CALLS, recordedCalls } from '../../rehearsal/recorded-calls';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { Example } from '../../tools/support/example';
import { packLibrary } from '../../tools/support/package';

/*
 * The examples as their users have them: installed from the packed library, checked by cdk-nag, and deployed by the CDK
 * CLI.
 */

let folder: string;
let tarball: string;
let rehearsal: Rehearsal;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'oficina-rehearsed-examples-'));
  tarball = await packLibrary(path.join(folder, 'package'));
  rehearsal = await Rehearsal.start();
}, 180_000);

afterAll(async () => {
  await rehearsal?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function deployed(name: string): Promise<Deployment> {
  const example = Example.copy(name, folder);
  await example.install(tarball);
  const deployment = rehearsal.deployment(example.folder);
  await deployment.synthesise();
  await deployment.bootstrap();
  await deployment.deploy();
  return deployment;
}

/** Logs in with each secret of an instance, and returns the names of the users. */
async function usersOf(instance: string): Promise<string[]> {
  const users: string[] = [];
  for (const { Name: name } of await rehearsal.cloud().secrets()) {
    if (name !== instance && !name!.startsWith(`${instance}/`)) continue;
    const login = await rehearsal.cloud().login(name!);
    const { rows } = await rehearsal.asUser(instance, login, (client) => client.query('SELECT session_user AS name'));
    users.push(rows[0].name);
  }
  return users.sort();
}

async function rotateEverything(region: string): Promise<void> {
  for (const { ARN: arn, RotationEnabled: isRotated } of await rehearsal.cloud(region).secrets()) {
    if (isRotated) await rehearsal.cloud(region).rotate(arn!);
  }
}

describe.each([
  ['dev', ['oficina_admin']],
  ['staging', ['oficina_admin', 'service_orders']],
  ['prod', ['oficina_admin', 'service_orders']],
])('examples/%s', (name, users) => {
  let deployment: Deployment;

  test('deploys, and each user logs in', async () => {
    deployment = await deployed(name);
    expect(await usersOf(`oficina-db-${name}`)).toEqual(users);
    expect(rehearsal.deniedCalls()).toEqual([]);
  }, 240_000);

  test('deploys again without a change, and the diff is empty', async () => {
    const { output } = await deployment.deploy();
    expect(output.match(/\(no changes\)/g)).toHaveLength(deployment.stacks.length);
    expect((await deployment.diff()).status).toBe(0);
  }, 120_000);

  test('rotates every secret, and each user still logs in', async () => {
    await rotateEverything('us-east-1');
    expect(await usersOf(`oficina-db-${name}`)).toHaveLength(users.length);
    expect(rehearsal.deniedCalls()).toEqual([]);
  }, 60_000);

  if (name !== 'prod') return;

  test('the functions call what docs/compliance.md says, and nothing else', async () => {
    // The calls after a rotation that crashed and was cancelled count, too.
    for (const secret of ['oficina-db-prod', 'oficina-db-prod/service-orders']) {
      rehearsal.emulator.crash('after', 'setSecret');
      await rehearsal.cloud().startRotation(secret);
      await rotationHasFailed(secret);
      await rehearsal.cloud().abandonRotation(secret);
      await rehearsal.cloud().rotate(secret);
    }
    expect(await usersOf('oficina-db-prod')).toHaveLength(users.length);
    await snapshotIsCopied();

    const roles = await Promise.all(
      deployment.stacks.map(async ({ name: stack, region }) =>
        roleActions(deployment.template(stack), rehearsal.calls(), await rehearsal.cloud(region).physicalIds(stack)),
      ),
    );
    const recorded = recordedCalls(roles.flat());
    if (process.env.RECORD_CALLS) writeFileSync(RECORDED_CALLS, `${JSON.stringify(recorded, undefined, 2)}\n`);
    expect(recorded).toEqual(keptCalls());
    expect(rehearsal.deniedCalls()).toEqual([]);
  }, 120_000);
});

async function rotationHasFailed(secret: string): Promise<void> {
  const isFailure = (entry: JournalEntry) => entry.kind === 'rotation-failed' && entry.secret === secret;
  for (const end = Date.now() + 20_000; !rehearsal.emulator.journal().some(isFailure); await sleep(50)) {
    if (Date.now() > end) throw new Error(`the rotation of ${secret} did not fail`);
  }
}

async function snapshotIsCopied(): Promise<void> {
  const snapshot = { DBInstanceIdentifier: 'oficina-db-prod', DBSnapshotIdentifier: 'by-hand' };
  await rehearsal.cloud().rds.send(new CreateDBSnapshotCommand(snapshot));
  for (const end = Date.now() + 20_000; ; await sleep(100)) {
    const { DBSnapshots: copies = [] } = await rehearsal
      .cloud('us-west-2')
      .rds.send(new DescribeDBSnapshotsCommand({}));
    if (copies.length > 0) return;
    if (Date.now() > end) throw new Error('the snapshot was not copied');
  }
}
