import { writeFileSync } from 'fs';
import * as path from 'path';
import { DeployedStack, Deployment } from './deployment';
import { roleActions } from './granted-actions';
import { Rehearsal } from './rehearsal';
import { paint } from '../tools/support/paint';

/** What a person wants to see of a deployed app, line by line. */
export async function reportLines(rehearsal: Rehearsal, deployment: Deployment): Promise<string[]> {
  const lines: string[] = [];
  for (const stack of deployment.stacks) {
    lines.push(...(await outputLines(rehearsal, stack)));
    lines.push(...(await permissionLines(rehearsal, deployment, stack)));
  }
  for (const region of deployment.regions) {
    lines.push(...(await alarmLines(rehearsal, region)));
    lines.push(...(await databaseLines(rehearsal, region)));
  }
  return lines;
}

function heading(text: string): string {
  return paint(process.stdout, 'bold', text);
}

async function outputLines(rehearsal: Rehearsal, { name, region }: DeployedStack): Promise<string[]> {
  const outputs = Object.entries(await rehearsal.cloud(region).outputs(name));
  if (outputs.length === 0) return [];
  return ['', heading(`Outputs of ${name}`), ...outputs.map(([output, value]) => `  ${output.padEnd(26)} ${value}`)];
}

/** The alarms by the topics that they go to: those that page come first. */
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
    heading(`What the functions of ${name} have called, of what they may call`),
    ...roles.map(({ role, granted, called }) => {
      const others = granted.filter((action) => !called.includes(action));
      const unused = others.length > 0 ? `; not called: ${others.join(', ')}` : '';
      return `  ${role}\n    ${called.join(', ') || 'nothing'}${unused}`;
    }),
  ];
}

/** The databases of a region: what is in them, and how to connect. */
async function databaseLines(rehearsal: Rehearsal, region: string): Promise<string[]> {
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
      lines.push(...(await userLines(rehearsal, { region, identifier, secret: arn! })));
    }
  }
  return lines;
}

/** What one user sees, and how to log in as that user. */
async function userLines(
  rehearsal: Rehearsal,
  { region, identifier, secret }: { region: string; identifier: string; secret: string },
): Promise<string[]> {
  const login = await rehearsal.cloud(region).login(secret);
  const { address } = rehearsal.servers.server(`${region}/${identifier}`);
  const seen = await rehearsal.asUser(
    identifier,
    login,
    async (client) => {
      const roles = await client.query(
        "SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'member') AND rolname <> current_user",
      );
      const tables = await client.query(
        `SELECT table_schema || '.' || table_name AS name,
           string_agg(DISTINCT privilege_type, ', ' ORDER BY privilege_type) AS can
         FROM information_schema.role_table_grants
         WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
           AND CASE WHEN grantee = 'PUBLIC' THEN true ELSE pg_has_role(current_user, grantee, 'member') END
         GROUP BY 1 ORDER BY 1`,
      );
      return { roles: roles.rows.map(({ rolname }) => rolname), tables: tables.rows };
    },
    region,
  );
  const passwords = path.join(rehearsal.folder, `${identifier}.${login.username}.pgpass`);
  writeFileSync(passwords, `localhost:${address.port}:*:${login.username}:${login.password}\n`, { mode: 0o600 });
  return [
    `  ${login.username}, in ${seen.roles.sort().join(', ') || 'no other role'}`,
    ...seen.tables.map(({ name, can }) => `    ${name}: ${can}`),
    `    PGPASSFILE=${passwords} psql "host=localhost port=${address.port} dbname=${address.database} ` +
      `user=${login.username} sslmode=require"`,
  ];
}
