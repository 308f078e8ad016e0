import { writeFileSync } from 'fs';
import { AddressInfo, connect, createServer, Server } from 'net';
import * as path from 'path';
import { PutMetricDataCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { RebootDBInstanceCommand } from '@aws-sdk/client-rds';
import { Client } from 'pg';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { DatabaseState } from '../../test/rehearsal/database-app';
import { CommandProgram } from '../../test/rehearsal/program';
import { startScenario } from '../../test/rehearsal/scenario';

const IDENTIFIER = 'oficina-db-prod';
const REGION = 'us-east-1';
const OTHER_REGION = 'us-west-2';
const SQL_FILE = '020-workshop.sql';
const STATE: DatabaseState = {
  profile: 'prod',
  copiesTo: OTHER_REGION,
  users: [{ name: 'service-orders' }, { name: 'reports' }],
  sql: [SQL_FILE],
};

/** The tables of a garage: enough rows for a search without an index to take its time. */
const SQL = `
CREATE TABLE oficina.vehicle (id int PRIMARY KEY, plate text NOT NULL, owner_email text);
CREATE TABLE oficina.service_order (id int PRIMARY KEY, vehicle_id int NOT NULL, status text NOT NULL, total numeric);
INSERT INTO oficina.vehicle SELECT n, 'ABC' || n, 'ana' || n || '@oficina.example' FROM generate_series(1, 60000) n;
INSERT INTO oficina.service_order SELECT n, n % 60000 + 1, 'open', n % 900 FROM generate_series(1, 120000) n;
`;

const HOURS_OF_METRICS = 3;
const MINUTES_OF_METRICS = HOURS_OF_METRICS * 60;
const GIB = 1024 ** 3;

/** The value of each metric, by how many minutes ago it was. */
const METRICS: Record<string, (minutesAgo: number) => number> = {
  CPUUtilization: (ago) => (ago < 16 ? 88 + (ago % 5) : 24 + 9 * Math.sin(ago / 14)),
  DBLoad: (ago) => (ago < 16 ? 1.7 : 0.4 + 0.2 * Math.sin(ago / 14)),
  DatabaseConnections: (ago) => Math.round(46 + 12 * Math.sin(ago / 20)),
  DiskQueueDepth: (ago) => 0.3 + 0.2 * Math.sin(ago / 9),
  FreeStorageSpace: (ago) => (13.4 + ago / 600) * GIB,
  FreeableMemory: (ago) => (1.3 + 0.2 * Math.sin(ago / 25)) * GIB,
  MaximumUsedTransactionIDs: (ago) => 12_400_000 - 1_000 * ago,
  ReadLatency: (ago) => 0.0012 + 0.0004 * Math.sin(ago / 7),
  WriteLatency: (ago) => 0.0021 + 0.0006 * Math.sin(ago / 11),
  'EBSByteBalance%': () => 99,
  'EBSIOBalance%': (ago) => 96 + 3 * Math.sin(ago / 30),
};

const LOG = [
  '09:57:41 UTC:10.0.12.7(51122):service_orders@oficina_db:[4711]:LOG:  duration: 1843.201 ms  statement: ' +
    'SELECT id FROM service_order WHERE status = $1',
  '09:58:02 UTC:10.0.12.7(51122):service_orders@oficina_db:[4711]:ERROR:  deadlock detected',
  '09:58:02 UTC:10.0.12.7(51122):service_orders@oficina_db:[4711]:DETAIL:  Process 4711 waits for ShareLock on ' +
    'transaction 90211; blocked by process 4702.',
  '09:58:30 UTC:10.0.13.9(40010):reports@oficina_db:[4720]:ERROR:  permission denied for table service_order',
];

/** A production database on the emulator, in a state that its commands have something to say about. */
export class RecordedDatabase {
  static async deploy(targets: readonly string[]): Promise<RecordedDatabase> {
    const { rehearsal, app } = await startScenario(REGION, OTHER_REGION);
    try {
      app.writeSql(SQL_FILE, SQL);
      await app.deploy(STATE);
      const database = new RecordedDatabase(rehearsal);
      await database.openDoors([IDENTIFIER, ...targets]);
      await database.publishMetrics();
      await database.writeLog();
      await database.work();
      return database;
    } catch (error) {
      await rehearsal.stop();
      throw error;
    }
  }

  readonly program: CommandProgram;
  private readonly doors: Server[] = [];
  private readonly passwords = new Set<string>();

  private constructor(readonly rehearsal: Rehearsal) {
    this.program = new CommandProgram(rehearsal);
  }

  /** Every password that a secret has had when this was called. */
  async knownPasswords(): Promise<string[]> {
    for (const region of [REGION, OTHER_REGION]) {
      const cloud = this.rehearsal.cloud(region);
      for (const { Name: name } of await cloud.secrets()) this.passwords.add((await cloud.login(name!)).password);
    }
    return [...this.passwords];
  }

  /** Keeps a lock while `work` runs, for which another session waits. Returns the ids of their processes. */
  async whileOneWaits<T>(work: (processes: readonly string[]) => Promise<T>): Promise<T> {
    return this.asUser('service-orders', async (holder) =>
      this.asUser('reports', async (waiter) => {
        const processes = await Promise.all([holder, waiter].map(processOf));
        await holder.query("SET application_name = 'orders-api'");
        await waiter.query("SET application_name = 'month-end'");
        await holder.query('BEGIN');
        await holder.query("UPDATE oficina.service_order SET status = 'closed' WHERE id = 4711");
        const waiting = waiter.query('UPDATE oficina.service_order SET total = total * 1.1 WHERE id = 4711');
        for (let isWaiting = false; !isWaiting;) {
          const sql = 'SELECT FROM pg_locks WHERE NOT granted';
          isWaiting = (await this.server.superuser((client) => client.query(sql))).rows.length > 0;
        }
        try {
          return await work(processes);
        } finally {
          await holder.query('ROLLBACK');
          await waiting;
        }
      }),
    );
  }

  /** Has a column in the database that no major upgrade takes, while `work` runs. */
  async whileUpgradeIsBlocked<T>(work: () => Promise<T>): Promise<T> {
    const run = (sql: string) => this.server.superuser((client) => client.query(sql), 'oficina_db');
    await run('CREATE TABLE public.audit_rule (id int PRIMARY KEY, action regproc)');
    try {
      return await work();
    } finally {
      await run('DROP TABLE public.audit_rule');
    }
  }

  async stop(): Promise<void> {
    for (const door of this.doors) door.close();
    await this.rehearsal.stop();
  }

  /** Restarts the database, of which RDS reports. */
  async restart(): Promise<void> {
    await this.rehearsal.cloud(REGION).rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: IDENTIFIER }));
  }

  private get server() {
    return this.rehearsal.servers.server(`${REGION}/${IDENTIFIER}`);
  }

  private async asUser<T>(user: string, work: (client: Client) => Promise<T>): Promise<T> {
    const login = await this.rehearsal.cloud().login(`${IDENTIFIER}/${user}`);
    return this.rehearsal.asUser(IDENTIFIER, login, work);
  }

  /**
   * Puts programs on the PATH in place of the AWS CLI and the Session Manager plugin, which forward a port to the
   * server of an instance as a session of Systems Manager does. The server may be made after that.
   */
  private async openDoors(identifiers: readonly string[]): Promise<void> {
    const ports: Record<string, number> = {};
    for (const identifier of identifiers) {
      const door = createServer((near) => {
        const far = connect(this.rehearsal.servers.server(`${REGION}/${identifier}`).address.port, '127.0.0.1');
        near.pipe(far).pipe(near);
        for (const socket of [near, far]) socket.on('error', () => [near, far].forEach((each) => each.destroy()));
      });
      await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
      this.doors.push(door);
      ports[identifier] = (door.address() as AddressInfo).port;
    }
    writeFileSync(path.join(this.rehearsal.folder, 'doors.json'), JSON.stringify(ports));
    this.program.fake(
      'aws',
      `const args = process.argv.slice(2);
      if (args[1] !== 'start-session') {
        console.log(JSON.stringify(['i-0123456789abcdef0']));
        process.exit(0);
      }
      const net = require('net');
      const doors = JSON.parse(require('fs').readFileSync(process.env.HOME + '/doors.json', 'utf8'));
      const { host, localPortNumber } = JSON.parse(args[args.indexOf('--parameters') + 1]);
      net.createServer((near) => {
        const far = net.connect(doors[host[0].split('.')[0]], '127.0.0.1');
        near.pipe(far).pipe(near);
        for (const socket of [near, far]) socket.on('error', () => { near.destroy(); far.destroy(); });
      }).listen(Number(localPortNumber[0]), '127.0.0.1');`,
    );
    this.program.fake('session-manager-plugin', '');
  }

  /** Publishes values of the metrics that the alarms look at, and fires one of them. */
  private async publishMetrics(): Promise<void> {
    const { cloudWatch } = this.rehearsal.cloud(REGION);
    const now = Date.now();
    const published = new Set<string>();
    for (const { MetricName: metric = '', Namespace, Dimensions } of await this.rehearsal.cloud().alarms()) {
      const value = METRICS[metric];
      if (!value || published.has(metric)) continue;
      published.add(metric);
      const MetricData = Array.from({ length: MINUTES_OF_METRICS }, (_, ago) => ({
        MetricName: metric,
        Dimensions,
        Timestamp: new Date(now - ago * 60_000),
        Value: value(ago),
      }));
      await cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
    }
    await cloudWatch.send(
      new SetAlarmStateCommand({
        AlarmName: `${IDENTIFIER}-HighCPU`,
        StateValue: 'ALARM',
        StateReason: 'Threshold Crossed: 5 datapoints were greater than the threshold (80.0).',
      }),
    );
  }

  private async writeLog(): Promise<void> {
    const { logs } = this.rehearsal.cloud(REGION);
    const names = { logGroupName: `/aws/rds/instance/${IDENTIFIER}/postgresql`, logStreamName: `${IDENTIFIER}.0` };
    await logs.send(new CreateLogStreamCommand(names));
    const logEvents = LOG.map((line) => ({ timestamp: Date.now(), message: `2026-12-05 ${line}` }));
    await logs.send(new PutLogEventsCommand({ ...names, logEvents }));
  }

  /** Runs statements of which the statistics have something to tell. */
  private async work(): Promise<void> {
    await this.server.superuser((client) => client.query('SELECT pg_stat_statements_reset()'), 'oficina_db');
    await this.asUser('service-orders', async (client) => {
      const search =
        'SELECT o.id, o.total FROM oficina.service_order o JOIN oficina.vehicle v ON v.id = o.vehicle_id ' +
        'WHERE v.plate = $1 AND o.status = $2';
      for (let n = 1; n <= 40; n++) await client.query(search, [`ABC${n}`, 'open']);
      for (let n = 1; n <= 120; n++) {
        await client.query('UPDATE oficina.service_order SET total = total + $1 WHERE id = $2', [n, n]);
      }
    });
    await this.asUser('reports', async (client) => {
      const report = 'SELECT status, count(*), sum(total) FROM oficina.service_order GROUP BY status';
      for (let n = 1; n <= 8; n++) await client.query(report);
    });
  }
}

/** The id of the process that serves a session. */
async function processOf(client: Client): Promise<string> {
  const { rows } = await client.query('SELECT pg_backend_pid() AS id');
  return `${rows[0].id}`;
}
