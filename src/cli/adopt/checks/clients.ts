import { Client } from 'pg';
import { CheckContext, fine, notable, PhaseCheck, stopping, textsOf, unknown } from './phase-check';
import { lookInto } from './session';
import { Finding } from '../../status/finding';
import { SynthesisedStack, TemplateResource, readAssembly } from '../assembly';
import { ingressRulesOf, parametersOf } from '../picture';

/** Who is connected: other sessions of clients, RDS itself left out. */
const CLIENTS = `
  FROM pg_stat_activity a
  LEFT JOIN pg_stat_ssl s USING (pid)
  WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND a.usename IS DISTINCT FROM 'rdsadmin'`;

/** Without the right to see others' sessions, their addresses are null. */
const SEES_ALL = "SELECT pg_has_role('pg_read_all_stats', 'USAGE') AS sees";

interface ConnectedClient {
  readonly address: string | null;
  readonly user: string;
  readonly application: string;
  readonly connections: number;
}

/** `security-group`: who is connected now, whom the group of the library has to admit. */
export const securityGroup: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const { sees, clients } = await lookInto(check, async (client) => ({
    sees: await seesAll(client),
    clients: await connected(client, ''),
  }));
  const rules = await ingressRulesOf(check.database).catch(() => undefined);
  const groups = (check.database.instance.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId: id }) => id ?? '?');
  return [
    ...(sees ? [] : [unknown('clients', texts.cannotSee(), texts.letSee())]),
    ...(clients.length === 0 ? [fine('clients', texts.nobodyConnected())] : []),
    ...clients.map((client) => notable('clients', textOf(check, client), texts.admit(), { ...client })),
    rules === undefined
      ? unknown('securityGroup', texts.groupsOnly(groups), texts.readRules(groups), { groups })
      : fine('securityGroup', texts.rules(rules.map(({ group, ports, source }) => `${source} → ${group}:${ports}`)), {
          groups,
          rules,
        }),
  ];
};

/** `parameter-group`: who is connected without TLS, which the group of the library forces, and what else changes. */
export const parameterGroup: PhaseCheck = async (check) => {
  const texts = textsOf(check);
  const { sees, clients } = await lookInto(check, async (client) => ({
    sees: await seesAll(client),
    clients: await connected(client, 'AND s.ssl IS NOT TRUE AND a.client_addr IS NOT NULL'),
  }));
  return [
    ...(sees ? [] : [unknown('tls', texts.cannotSee(), texts.letSee())]),
    ...(clients.length === 0 ? [fine('tls', texts.allWithTls())] : []),
    ...clients.map((client) => stopping('tls', textOf(check, client), texts.useTls(), { ...client })),
    ...(await valueFindings(check)),
  ];
};

async function seesAll(client: Client): Promise<boolean> {
  const { rows } = await client.query(SEES_ALL);
  return rows[0].sees;
}

async function connected(client: Client, condition: string): Promise<ConnectedClient[]> {
  const { rows } = await client.query(
    `SELECT host(a.client_addr) AS address, a.usename AS user, a.application_name AS application,
       count(*)::int AS connections
     ${CLIENTS} ${condition}
     GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3`,
  );
  return rows;
}

function textOf(check: CheckContext, { address, user, application, connections }: ConnectedClient): string {
  return textsOf(check).client(address ?? '?', user ?? '?', application || '-', connections);
}

/** Values of the group of before that the group of the library will not have. */
async function valueFindings(check: CheckContext): Promise<Finding[]> {
  const texts = textsOf(check);
  const { context, database, app } = check;
  const wanted = groupOf(readAssembly(context, app, database.identifier));
  const set = await parametersOf(database);
  const differing = set.filter(
    ({ ParameterName: name = '', ParameterValue: value }) => `${wanted?.[name] ?? ''}` !== value,
  );
  if (differing.length === 0) return [fine('parameters', texts.valuesKept(set.length))];
  return differing.map(({ ParameterName: name = '?', ParameterValue: value = '', ApplyType: type }) => {
    const next = wanted?.[name];
    const values = { name, value, wanted: next ?? null, needsReboot: type === 'static' };
    const text = texts.value(name, value, next === undefined ? undefined : `${next}`, type === 'static');
    return notable('parameters', text, texts.keepValue(name), values);
  });
}

/** The parameters of the group in the template; undefined if the instance still has that of before. */
function groupOf({ resources }: SynthesisedStack): Readonly<Record<string, unknown>> | undefined {
  const group = Object.values(resources).find(
    ({ Type: type }: TemplateResource) => type === 'AWS::RDS::DBParameterGroup',
  );
  return group?.Properties?.Parameters as Record<string, unknown> | undefined;
}
