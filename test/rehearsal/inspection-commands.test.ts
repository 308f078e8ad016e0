import { writeFileSync } from 'fs';
import * as path from 'path';
import { CreateLogStreamCommand, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { Client } from 'pg';
import { expectRecordedCalls } from './command-calls';
import { Operator } from './operator';
import { startScenario } from './scenario';
import { Rehearsal } from '../../rehearsal/rehearsal';

/*
 * The commands that log in to look for causes, as processes, against the server of a database that has been deployed.
 */

const IDENTIFIER = 'oficina-db-dev';
const PLACE = `us-east-1/${IDENTIFIER}`;
const PERSON = 'ana@example.com';

let rehearsal: Rehearsal;
let operator: Operator;
let env: Record<string, string>;
let way: string[];

beforeAll(async () => {
  const scenario = await startScenario('us-east-1');
  rehearsal = scenario.rehearsal;
  operator = new Operator(rehearsal);
  await scenario.app.deploy({ users: [{ name: 'orders' }] });
  env = { PGSSLROOTCERT: path.join(rehearsal.folder, 'authorities.pem') };
  writeFileSync(env.PGSSLROOTCERT, rehearsal.servers.authority);
  way = ['--via', `localhost:${rehearsal.servers.server(PLACE).address.port}`];
  await asSuperuser(async (client) => {
    await client.query('CREATE TABLE public.people (id int PRIMARY KEY, email text)');
    await client.query('INSERT INTO public.people VALUES (1, $1)', [PERSON]);
  });
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

/** Works as a superuser, whom the commands do not know. */
function asSuperuser<T>(work: (client: Client) => Promise<T>): Promise<T> {
  return rehearsal.servers.server(PLACE).superuser(work, 'oficina_db');
}

describe('doctor', () => {
  interface Found {
    readonly check: string;
    readonly level: string;
    readonly text: string;
    readonly advice?: string;
  }

  /** Runs the command, and returns what it has found. */
  async function examine(status: number, ...options: string[]): Promise<Found[]> {
    return (await operator.result(status, ['doctor', ...options], env)).findings;
  }

  // No DNS has the name of the endpoint, and the certificates of the servers here end tomorrow.
  test('all else is as the library makes it', async () => {
    const findings = await examine(2, ...way);
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([
      expect.objectContaining({ check: 'endpoint', level: 'warning', text: expect.stringContaining('not resolve') }),
      expect.objectContaining({ check: 'certificate', level: 'critical' }),
    ]);
    expect(findings.map(({ check, text }) => `${check}: ${text}`)).toEqual(
      expect.arrayContaining([
        `login: oficina_admin logs in with ${IDENTIFIER}`,
        `login: orders logs in with ${IDENTIFIER}/orders`,
        'tls: forced; this connection has TLSv1.3',
        expect.stringMatching(/^certificate: the server shows one that is valid until 2\d{3}-/),
        expect.stringMatching(/^parameters: the server runs with the \d+ of its group$/),
        expect.stringMatching(/^groups: sg-\w+: port 5432 is open to sg-\w+(, sg-\w+)+$/),
        expect.stringMatching(/^secrets: the rotation reaches it by vpce-\w+$/),
        expect.stringMatching(/^bootstrap: version \d+$/),
        'permissions: the root user of the account may do everything',
      ]),
    );
  });

  describe('the network', () => {
    /** The security group of the app whose logical id begins so. */
    async function group(logicalId: string): Promise<string> {
      const ids = await rehearsal.cloud().physicalIds('database');
      const [, id] = [...ids].find(([name, value]) => name.startsWith(logicalId) && value.startsWith('sg-'))!;
      return id;
    }

    /** The findings of some checks, as `<check> <level>: <text>`. */
    async function found(checks: string[], status: number, ...options: string[]): Promise<string[]> {
      const findings = await examine(status, ...way, ...options);
      return findings
        .filter(({ check }) => checks.includes(check))
        .map(({ check, level, text }) => `${check} ${level}: ${text}`);
    }

    test('a client has a way in, and its own group has none', async () => {
      const [client, database] = await Promise.all([group('Client'), group('DatabaseNetworkSecurityGroup')]);
      expect(await found(['path'], 2, '--from', client)).toEqual([`path ok: the rules let ${client} reach port 5432`]);
      expect(await found(['path'], 2, '--from', database)).toEqual([
        `path critical: ${database} do not let ${database} in on port 5432`,
        `path critical: ${database} lets nothing out to ${database} on port 5432`,
      ]);
      const { DBSubnetGroup: { VpcId } = {} } = await rehearsal.cloud().instance(IDENTIFIER);
      const open = { GroupName: 'open', Description: 'Lets everything out', VpcId };
      const { GroupId: other = '' } = await rehearsal.cloud().ec2.send(new CreateSecurityGroupCommand(open));
      expect(await found(['path'], 2, '--from', other)).toEqual([
        `path critical: ${database} do not let ${other} in on port 5432`,
      ]);
      expect(await found(['path'], 2, '--from', 'sg-0123456789abcdef0')).toEqual([
        'path critical: there is no security group sg-0123456789abcdef0 in us-east-1',
      ]);
    });

    test('the internet at the door is found, with the rule to take out', async () => {
      const database = await group('DatabaseNetworkSecurityGroup');
      const { ec2 } = rehearsal.cloud();
      const open: IpPermission = {
        IpProtocol: 'tcp',
        FromPort: 5000,
        ToPort: 6000,
        IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '203.0.113.0/24' }],
      };
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: database, IpPermissions: [open] }));
      expect((await found(['groups'], 2)).slice(1)).toEqual([
        `groups critical: ${database} lets the internet in on port 5432: 0.0.0.0/0`,
        `groups warning: ${database} lets public addresses in on port 5432: 203.0.113.0/24`,
      ]);
      const { stdout } = await operator.run(['doctor', '-e', 'dev', ...way], { ...env, LANG: 'pt_BR' });
      expect(stdout).toContain(`${database} deixa a internet entrar na porta 5432: 0.0.0.0/0`);
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        `revoke-security-group-ingress --group-id ${database} ` +
          "--ip-permissions 'IpProtocol=tcp,FromPort=5000,ToPort=6000,IpRanges=[{CidrIp=0.0.0.0/0}]'",
      );
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: database, IpPermissions: [open] }));
    });

    test('an endpoint that does not let the rotation in is found', async () => {
      const endpoint = await group('DatabaseNetworkSecretsManagerEndpoint');
      const { ec2 } = rehearsal.cloud();
      const { SecurityGroups: [{ IpPermissions: present = [] }] = [] } = await ec2.send(
        new DescribeSecurityGroupsCommand({ GroupIds: [endpoint] }),
      );
      const rules = present.map((rule) => ({
        ...rule,
        UserIdGroupPairs: rule.UserIdGroupPairs?.map(({ GroupId }) => ({ GroupId })),
      }));
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: endpoint, IpPermissions: rules }));
      expect(await found(['secrets'], 2)).toEqual([
        expect.stringMatching(
          /^secrets critical: vpce-\w+ does not let sg-\w+ in on port 443: no password can rotate$/,
        ),
      ]);
      await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: endpoint, IpPermissions: rules }));
    });

    test('another bootstrap is not this one', async () => {
      expect(await found(['bootstrap'], 2, '--qualifier', 'other')).toEqual([
        'bootstrap warning: no parameter /cdk-bootstrap/other/version in us-east-1, ' +
          'or the bootstrap has another --qualifier',
      ]);
    });

    test.each([
      [['--from', 'orders'], 'Error: --from orders is no id of a security group'],
      [['--qualifier', 'much-too-long'], 'Error: --qualifier much-too-long is none'],
    ])('%j is refused', async (options, text) => {
      const { status, stdout, stderr } = await operator.run(['doctor', '-e', 'dev', ...options], env);
      expect({ status, stdout, stderr }).toEqual({ status: 64, stdout: '', stderr: expect.stringContaining(text) });
    });
  });

  test('what somebody has changed by hand is found, with its fix', async () => {
    const { username } = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
    await asSuperuser(async (client) => {
      await client.query(`ALTER ROLE ${username} PASSWORD 'another'`);
      await client.query("ALTER SYSTEM SET log_min_duration_statement = '77s'");
      await client.query('SELECT pg_reload_conf()');
    });
    const { status, stdout } = await operator.run(['doctor', '-e', 'dev', ...way], { ...env, LANG: 'pt_BR' });
    expect(status).toBe(2);
    expect(stdout).toMatch(/✗ +oficina-db-dev\/orders: O PostgreSQL recusou a senha/);
    expect(stdout).toMatch(
      /! +Parâmetros +o servidor roda com valores diferentes dos do grupo: log_min_duration_statement/,
    );
    await asSuperuser(async (client) => {
      const { password } = await rehearsal.cloud().login(`${IDENTIFIER}/orders`);
      await client.query(`ALTER ROLE ${username} PASSWORD '${password}'`);
      await client.query('ALTER SYSTEM RESET log_min_duration_statement');
      await client.query('SELECT pg_reload_conf()');
    });
  });

  test('a database that does not answer leaves what AWS says', async () => {
    const findings = await examine(1, '--via', 'localhost:1');
    const levels = Object.fromEntries(findings.map(({ check, level }) => [check, level]));
    expect(levels).toMatchObject({ groups: 'ok', login: 'unknown', tls: 'ok', rotation: 'ok', bootstrap: 'ok' });
  });
});

describe('slow', () => {
  test('lists what pg_stat_statements has counted, without values', async () => {
    await asSuperuser(async (client) => {
      for (let id = 0; id < 3; id++) {
        await client.query(`SELECT pg_sleep(0.05), '${PERSON}' FROM public.people WHERE id >= ${id - 5}`);
      }
    });
    const { source, statements } = await operator.result(0, ['slow', '--limit', '20', ...way], env);
    expect(source).toBe('pg_stat_statements');
    const slept = statements.find(({ statement }: { statement: string }) => statement.includes('pg_sleep'));
    expect(slept).toMatchObject({ calls: 3, rows: 3, statement: expect.stringMatching(/public\.people WHERE id >=/) });
    expect(slept.meanMillis).toBeGreaterThan(40);
    expect(JSON.stringify(statements)).not.toContain(PERSON);
  });

  test('without the extension it reads the log', async () => {
    await asSuperuser((client) => client.query('DROP EXTENSION pg_stat_statements CASCADE'));
    const group = `/aws/rds/instance/${IDENTIFIER}/postgresql`;
    const { logs } = rehearsal.cloud();
    const names = { logGroupName: group, logStreamName: 'test' };
    await logs.send(new CreateLogStreamCommand(names));
    const line = (millis: number, id: number) =>
      `2026-11-30 07:00:00 UTC:10.0.1.5(51234):orders@shop:[4711]:LOG:  duration: ${millis} ms  ` +
      `statement: SELECT * FROM people WHERE email = '${PERSON}' AND id = ${id}`;
    const logEvents = [line(1200, 1), line(800, 2)].map((message) => ({ timestamp: Date.now(), message }));
    await logs.send(new PutLogEventsCommand({ ...names, logEvents }));
    const { stdout, stderr, status } = await operator.run(['slow', '-e', 'dev', '--hours', '1', ...way], env);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('has no pg_stat_statements') });
    expect(stdout).toContain('1. 2 s in all (100 %) · 2 calls · mean 1 s · max 1.2 s · orders');
    expect(stdout).toContain('SELECT * FROM people WHERE email = ? AND id = ?');
  });

  test('a database that does not answer has a log', async () => {
    const nowhere = ['--via', 'localhost:1'];
    const { stdout, stderr, status } = await operator.run(['slow', '-e', 'dev', ...nowhere], { ...env, LANG: 'pt_BR' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('2 chamadas') });
    expect(stderr).toContain('O log é lido no lugar. ');
  });
});

describe('locks', () => {
  /** Runs `work` while one session holds a lock, and another one waits for it. */
  async function whileOneWaits(work: () => Promise<void>): Promise<void> {
    await asSuperuser(async (holder) => {
      await holder.query('BEGIN');
      await holder.query(`UPDATE public.people SET email = '${PERSON}' WHERE id = 1`);
      await asSuperuser(async (waiter) => {
        await waiter.query("SET application_name = 'shop'");
        const waiting = waiter.query(`DELETE FROM public.people WHERE email = '${PERSON}'`);
        for (let isWaiting = false; !isWaiting;) {
          const { rows } = await holder.query('SELECT FROM pg_locks WHERE NOT granted');
          isWaiting = rows.length > 0;
        }
        await work();
        await holder.query('ROLLBACK');
        await waiting;
      });
    });
  }

  test('nobody waits', async () => {
    const { stdout, status } = await operator.run(['locks', '-e', 'dev', ...way], env);
    expect({ stdout, status }).toEqual({ status: 0, stdout: 'Nobody waits for a lock, and no transaction is idle.\n' });
  });

  test('shows who waits for whom, and what would end it', async () => {
    await whileOneWaits(async () => {
      const { level, blockers } = await operator.result(1, ['locks', ...way], env);
      expect(level).toBe('warning');
      expect(blockers).toHaveLength(1);
      const [{ pid, state, end, waiting }] = blockers;
      expect(state).toBe('idle in transaction');
      expect(end).toMatch(
        new RegExp(`^SELECT pg_terminate_backend\\(pid\\) .* WHERE pid = ${pid} AND backend_start = '`),
      );
      expect(waiting).toEqual([
        expect.objectContaining({
          application: 'shop',
          blockedBy: [pid],
          waitsFor: 'ShareLock on transactionid',
          query: 'DELETE FROM public.people WHERE email = ?',
        }),
      ]);
      const { stdout } = await operator.run(['locks', '-e', 'dev', ...way], { ...env, LANG: 'pt_BR' });
      expect(stdout).toMatch(/bloqueia 1 sessão:\n {2}- \d+ \w+@oficina_db \(shop/);
      expect(stdout).not.toContain(PERSON);
      const shown = await operator.run(['locks', '-e', 'dev', '--show', ...way], env);
      expect(shown.stdout).toContain(`WHERE email = '${PERSON}'`);
    });
  });

  test('the statement that it prints ends the blocker', async () => {
    let isThere = true;
    await asSuperuser(async (holder) => {
      holder.on('error', () => undefined);
      await holder.query('BEGIN');
      await holder.query('LOCK TABLE public.people');
      const { idleInTransaction: idle } = await operator.result(0, ['locks', ...way], env);
      expect(idle).toHaveLength(1);
      await asSuperuser((client) => client.query(idle[0].end));
      isThere = await holder.query('SELECT 1').then(
        () => true,
        () => false,
      );
    }).catch(() => undefined);
    expect(isThere).toBe(false);
  });

  test('a user who does not see others is told so', async () => {
    const { stderr } = await operator.run(['locks', '-e', 'dev', '--user', 'orders', ...way], env);
    expect(stderr).toContain('This user sees its own sessions alone');
  });
});

describe('upgrade', () => {
  interface Found {
    readonly check: string;
    readonly level: string;
    readonly text: string;
    readonly advice?: string;
  }

  /** Check, level and text of what is in the way. */
  async function inTheWay(status: number, to: string): Promise<string[]> {
    const { findings } = await operator.result(status, ['upgrade', '--to', to, ...way], env);
    return findings
      .filter(({ level }: Found) => level === 'critical' || level === 'warning')
      .map(({ check, level, text }: Found) => `${check} ${level}: ${text}`);
  }

  test('nothing is in the way of a database as the library makes it', async () => {
    const { stdout, stderr, status } = await operator.run(['upgrade', '-e', 'dev', '--to', '17', ...way], env);
    expect({ status, stdout }).toEqual({ status: 1, stdout: expect.stringMatching(/✓ {2}Target +RDS upgrades 15/) });
    expect(stdout).toMatch(/\? {2}Storage +free storage unknown/); // nobody writes metrics here
    expect(stdout).toContain('looked into oficina_db, postgres, template1');
    expect(stderr).toContain("  engineVersion: rds.PostgresEngineVersion.of('17.10', '17'),");
    expect(await inTheWay(1, '17')).toEqual([]);
  });

  test('everything that pg_upgrade refuses is found, with its fix', async () => {
    await asSuperuser(async (client) => {
      await client.query('CREATE TABLE public.old (function regproc, who aclitem, whos aclitem[])');
      await client.query('CREATE VIEW public.busy AS SELECT pid FROM pg_stat_activity');
      await client.query('CREATE EXTENSION adminpack');
      await client.query('CREATE DATABASE half_dropped');
      await client.query("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'half_dropped'");
      await client.query('CREATE DATABASE closed ALLOW_CONNECTIONS false');
    });
    expect(await inTheWay(2, '17')).toEqual([
      'databases critical: invalid, as a DROP was interrupted: half_dropped',
      'databases critical: they take no connections: closed',
      'columns critical: oficina_db: columns of a reg… type: public.old.function',
      'columns critical: oficina_db: columns of the type aclitem: public.old.who, public.old.whos',
      'extensions critical: oficina_db: RDS for PostgreSQL 17 does not have adminpack',
      'views warning: oficina_db: views on those of the system: public.busy',
    ]);
    const { stdout } = await operator.run(['upgrade', '-e', 'dev', '--to', '17', ...way], { ...env, LANG: 'pt_BR' });
    expect(stdout).toContain('→ Use DROP DATABASE: ninguém pode mais usá-los');
  });

  test('a database that does not answer leaves what AWS says', async () => {
    const { findings } = await operator.result(1, ['upgrade', '--to', '17', '--via', 'localhost:1'], env);
    const levels = Object.fromEntries(findings.map(({ check, level }: Found) => [check, level]));
    expect(levels).toMatchObject({ target: 'ok', class: 'ok', parameters: 'ok', backups: 'ok', databases: 'unknown' });
  });

  test.each([
    [['--to', '15'], 4, 'Error: The database has PostgreSQL 15'],
    [['--to', '19'], 2, 'RDS does not upgrade 15'],
    [[], 64, "error: required option '--to <major>' not specified"],
    [['--to', '17', '--via', 'nowhere'], 64, 'Error: --via nowhere is no way to the database'],
  ])('%j is refused', async (options, code, text) => {
    const { status, stdout, stderr } = await operator.run(['upgrade', '-e', 'dev', ...options], env);
    expect({ status, output: stdout + stderr }).toEqual({ status: code, output: expect.stringContaining(text) });
  });
});

test('no command makes a call that is not recorded', () => expectRecordedCalls(rehearsal));

test('no command has printed a password', async () => {
  for (const { Name: name } of await rehearsal.cloud().secrets()) {
    const { password } = await rehearsal.cloud().login(name!);
    expect(operator.printed.filter((output) => output.includes(password))).toEqual([]);
  }
});
