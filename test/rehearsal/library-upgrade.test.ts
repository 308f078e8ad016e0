import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { DatabaseApp, DatabaseState } from './database-app';
import { hasPreviousLibrary, previousLibrary } from './previous-library';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * An app is upgraded from the previous release of the library to this one. It has the staging profile, and everything
 * that can be added.
 */

const IDENTIFIER = 'oficina-db-staging';
const STATE: DatabaseState = {
  profile: 'staging',
  sql: ['010.sql'],
  users: [{ name: 'orders' }, { name: 'jobs', iam: true }],
  replicas: ['reports'],
  proxy: true,
  copiesTo: 'us-west-2',
};
/** The types of resources that hold data, or whose names others use. */
const STATEFUL = [
  /^AWS::RDS::DB(Instance|SubnetGroup|Proxy)$/,
  /^AWS::KMS::Key$/,
  /^AWS::SecretsManager::Secret$/,
  /^AWS::Logs::LogGroup$/,
  /^AWS::SSM::Parameter$/,
];

let folder: string;
let rehearsal: Rehearsal;
let app: DatabaseApp;

const describeUpgrade = hasPreviousLibrary() ? describe : describe.skip;

describeUpgrade('an app of the previous release', () => {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'oficina-previous-'));
    const library = await previousLibrary(path.join(folder, 'library'));
    rehearsal = await Rehearsal.start();
    app = await DatabaseApp.create(rehearsal);
    app.install(library);
    app.writeSql('010.sql', 'CREATE TABLE oficina.kept (id int PRIMARY KEY);\nINSERT INTO oficina.kept VALUES (42);\n');
    await app.bootstrap('us-east-1', 'us-west-2');
    await app.deploy(STATE);
  }, 360_000);

  afterAll(async () => {
    await rehearsal?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** Returns the physical ids of the stateful resources of all stacks. */
  async function stateful(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const { name, region } of (await app.at(STATE)).stacks) {
      for (const { LogicalResourceId: id, PhysicalResourceId: physicalId, ResourceType: type } of await rehearsal
        .cloud(region)
        .resources(name)) {
        if (STATEFUL.some((pattern) => pattern.test(type!))) found[`${name}/${id}`] = physicalId!;
      }
    }
    return found;
  }

  test('keeps everything that is stateful, the rows and the logins when it is upgraded', async () => {
    const before = await stateful();
    const { DbiResourceId: resourceId } = await rehearsal.cloud().instance(IDENTIFIER);
    const login = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
    expect(Object.keys(before).length).toBeGreaterThan(20);

    app.install();
    await app.deploy(STATE);

    expect(await stateful()).toMatchObject(before);
    expect((await rehearsal.cloud().instance(IDENTIFIER)).DbiResourceId).toBe(resourceId);
    const rows = await rehearsal.asUser(IDENTIFIER, login, async (client) => {
      return (await client.query('SELECT id FROM oficina.kept')).rows;
    });
    expect(rows).toEqual([{ id: 42 }]);
    expect(rehearsal.deniedCalls()).toEqual([]);
  }, 180_000);

  test('still rotates its secrets', async () => {
    for (const secret of [IDENTIFIER, `${IDENTIFIER}/orders`]) {
      await rehearsal.cloud().rotate(secret);
      const login = await rehearsal.cloud().login(secret);
      await rehearsal.asUser(IDENTIFIER, login, (client) => client.query('SELECT 1'));
    }
    expect(rehearsal.deniedCalls()).toEqual([]);
  }, 60_000);
});
