import { writeFileSync } from 'fs';
import * as path from 'path';
import { Client } from 'pg';
import { DeployedStack, Deployment } from './deployment';
import { roleActions } from './granted-actions';
import { UserSecret } from './proxy-door';
import { Rehearsal } from './rehearsal';
import { paint } from '../tools/support/paint';

/**
 * Writes the report about a deployed app, as lines.
 *
 * @param logins whether to say how to log in to the databases, which then keep running
 */
export async function reportLines(rehearsal: Rehearsal, deployment: Deployment, logins: boolean): Promise<string[]> {
  const lines: string[] = [];
  for (const stack of deployment.stacks) {
    lines.push(...(await outputLines(rehearsal, stack)));
    lines.push(...(await permissionLines(rehearsal, deployment, stack)));
  }
  for (const region of deployment.regions) {
    lines.push(...(await alarmLines(rehearsal, region)));
    lines.push(...(await databaseLines(rehearsal, region, logins)));
  }
  return lines;
}

function heading(text: string): string {
  return paint(process.stdout, 'bold', text);
}

async function outputLines(rehearsal: Rehearsal, { name, region }: DeployedStack): Promise<string[]> {
  const all = Object.entries(await rehearsal.cloud(region).outputs(name));
  const outputs = all.filter(([output]) => !output.startsWith('ExportsOutput')); // CDK's own outputs, for other stacks
  if (outputs.length === 0) return [];
  return ['', heading(`Outputs of ${name}`), ...outputs.map(([output, value]) => `  ${output.padEnd(26)} ${value}`)];
}

/** Lists the alarms by their topics; those that page somebody come first. */
async function alarmLines(rehearsal: Rehearsal, region: string): Promise<string[]> {
  const alarms = await rehearsal.cloud(region).alarms();
  if (alarms.length === 0) return [];
  const pages = alarms.filter(({ AlarmActions: actions = [] }) => actions.length > 1);
  const others = alarms.filter((alarm) => !pages.includes(alarm));
  const names = (list: typeof alarms) => list.map(({ AlarmName: name }) => `    ${name}`).sort();
  return [
    '',
    heading(`Alarms in ${region}: ${alarms.length}`),
    `  ${pages.length} page somebody`,
    ...names(pages),
    `  ${others.length} notify the team`,
    ...names(others),
  ];
}

async function permissionLines(
  rehearsal: Rehearsal,
  deployment: Deployment,
  { name, region }: DeployedStack,
): Promise<string[]> {
  const template = deployment.template(name);
  const roles = roleActions(template, rehearsal.calls(), await rehearsal.cloud(region).physicalIds(name));
  if (roles.length === 0) return [];
  return [
    '',
    heading(`Calls by the functions of ${name}, and what else they may call`),
    ...roles.map(({ role, granted, called }) => {
      const others = granted.filter((action) => !called.includes(action));
      const unused = others.length > 0 ? `; not called: ${others.join(', ')}` : '';
      return `  ${role}\n    ${called.join(', ') || 'nothing'}${unused}`;
    }),
  ];
}

/** Lists the databases of a region: their users and tables, and how to connect. */
async function databaseLines(rehearsal: Rehearsal, region: string, logins: boolean): Promise<string[]> {
  const lines: string[] = [];
  const secrets = await rehearsal.cloud(region).secrets();
  for (const instance of await rehearsal.cloud(region).instances()) {
    const identifier = instance.DBInstanceIdentifier!;
    const server = rehearsal.servers.server(`${region}/${identifier}`);
    lines.push('', heading(`${identifier} (${region}), PostgreSQL ${instance.EngineVersion}`));
    if (instance.ReadReplicaSourceDBInstanceIdentifier) {
      lines.push(
        `  a replica of ${instance.ReadReplicaSourceDBInstanceIdentifier}, on localhost:${server.address.port}`,
      );
      continue;
    }
    const own = secrets.filter(({ Name: name }) => name === identifier || name!.startsWith(`${identifier}/`));
    for (const { ARN: arn } of own) {
      const user: User = { region, identifier, login: await rehearsal.cloud(region).login(arn!) };
      lines.push(...(await userLines(rehearsal, user)));
      if (logins) lines.push(loginLine(rehearsal, user));
    }
  }
  return lines;
}

interface User {
  readonly region: string;
  readonly identifier: string;
  readonly login: UserSecret;
}

/** Lists the roles of a user, and the tables that it can see. */
async function userLines(rehearsal: Rehearsal, { region, identifier, login }: User): Promise<string[]> {
  const work = async (client: Client) => {
    const roles = await client.query(
      "SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'member') AND rolname <> current_user",
    );
    const tables = await client.query(
      `SELECT table_schema || '.' || table_name AS name,
         string_agg(DISTINCT privilege_type, ', ' ORDER BY privilege_type) AS privileges
       FROM information_schema.role_table_grants
       WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
         AND CASE WHEN grantee = 'PUBLIC' THEN true ELSE pg_has_role(current_user, grantee, 'member') END
       GROUP BY 1 ORDER BY 1`,
    );
    return [
      `  ${login.username}, member of ${
        roles.rows
          .map(({ rolname }) => rolname)
          .sort()
          .join(', ') || 'no other role'
      }`,
      ...tables.rows.map(({ name, privileges }) => `    ${name}: ${privileges}`),
    ];
  };
  return rehearsal.asUser(identifier, login, work, region);
}

/** Returns the command to log in as a user. The password is in a file that only the owner of this process can read. */
function loginLine(rehearsal: Rehearsal, { region, identifier, login }: User): string {
  const { port, database } = rehearsal.servers.server(`${region}/${identifier}`).address;
  const passwords = path.join(rehearsal.folder, `${region}.${identifier}.${login.username}.pgpass`);
  writeFileSync(passwords, `localhost:${port}:*:${login.username}:${login.password}\n`, { mode: 0o600 });
  const parameters = `host=localhost port=${port} dbname=${database} user=${login.username} sslmode=require`;
  return `    PGPASSFILE=${passwords} psql "${parameters}"`;
}
