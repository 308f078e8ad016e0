import { DatabaseApp } from './database-app';
import { Rehearsal } from '../../rehearsal/rehearsal';

/** The SQL file that `startScenario()` gives the app. */
export const KEPT_SQL = '010.sql';

/** Creates a table with one row, which must survive everything that a scenario does. */
const KEPT_TABLE = 'CREATE TABLE oficina.kept (id int PRIMARY KEY);\nINSERT INTO oficina.kept VALUES (42);\n';

/** What a scenario works with: an account in the emulator, and the app that it deploys there. */
export interface Scenario {
  readonly rehearsal: Rehearsal;
  readonly app: DatabaseApp;
}

/** Starts an account with these regions. The caller must stop it: `afterAll(() => rehearsal?.stop(), 60_000)`. */
export async function startScenario(...regions: string[]): Promise<Scenario> {
  const rehearsal = await Rehearsal.start();
  try {
    const app = await DatabaseApp.create(rehearsal);
    app.writeSql(KEPT_SQL, KEPT_TABLE);
    await app.bootstrap(...regions);
    return { rehearsal, app };
  } catch (error) {
    await rehearsal.stop();
    throw error;
  }
}

/** Returns the ids in the table of the scenario, as the user of a secret sees them. */
export async function keptIds(
  rehearsal: Rehearsal,
  instance: string,
  secret: string,
  region = 'us-east-1',
): Promise<number[]> {
  const login = await rehearsal.cloud(region).login(secret);
  const sql = 'SELECT id FROM oficina.kept ORDER BY id';
  const { rows } = await rehearsal.asUser(instance, login, (client) => client.query(sql), region);
  return rows.map(({ id }) => id);
}
