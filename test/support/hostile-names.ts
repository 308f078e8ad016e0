import { Client, escapeIdentifier, escapeLiteral } from 'pg';

/** The built-in names that SQL text calls and reads. */
export interface UsedNames {
  readonly functions: string[];
  readonly operators: string[];
  readonly relations: string[];
  readonly types: string[];
}

/** Operators that SQL writes as words (IN, CASE … WHEN, LIKE, IS DISTINCT FROM): the server also looks these up. */
const OPERATORS_IN_WORDS = ['=', '<>', '~~', '!~~'];

/** The types of the arguments in our SQL, or types that they can be taken for. */
const ARGUMENTS = [
  'text',
  'name',
  'varchar',
  'int4',
  'int8',
  'oid',
  'bool',
  '"char"',
  'regclass',
  'regrole',
  'timestamptz',
  'text[]',
  'name[]',
  'oid[]',
  'int4[]',
];
const FEW_ARGUMENTS = ['text', 'name', 'int4', 'bool'];

/** The names in SQL texts that pg_catalog contains. */
export async function usedNames(client: Client, texts: string[]): Promise<UsedNames> {
  const sql = texts.join('\n');
  const words = [...new Set(sql.match(/[a-z_][a-z_0-9]*/g))];
  const called = [...new Set([...sql.matchAll(/([a-z_][a-z_0-9]*)\s*\(/g)].map(([, name]) => name))];
  const symbols = [...new Set([...(sql.match(/[-+*/<>=~!@#%^&|`?]+/g) ?? []), ...OPERATORS_IN_WORDS])];
  const list = async (query: string, names: string[]) =>
    (await client.query(query, [names])).rows.map(({ name }) => name as string);
  return {
    functions: await list(
      'SELECT DISTINCT proname::text AS name FROM pg_proc WHERE proname = ANY ($1) AND pronamespace = ' +
        "'pg_catalog'::regnamespace",
      called,
    ),
    operators: await list(
      "SELECT DISTINCT oprname::text AS name FROM pg_operator WHERE oprname = ANY ($1) AND oprkind = 'b'",
      symbols,
    ),
    relations: await list(
      'SELECT relname::text AS name FROM pg_class WHERE relname = ANY ($1) AND relnamespace = ' +
        "'pg_catalog'::regnamespace AND relkind IN ('r', 'v')",
      words,
    ),
    types: await list(
      'SELECT typname::text AS name FROM pg_type WHERE typname = ANY ($1) AND typnamespace = ' +
        "'pg_catalog'::regnamespace AND typtype = 'b'",
      words,
    ),
  };
}

/**
 * Defines, in a schema, everything that could be mistaken for the built-in objects of these names. Each writes a line
 * to the server's log when it runs, which no rollback removes: `ranHostile()` finds these lines.
 */
export async function plantHostile(client: Client, schema: string, names: UsedNames): Promise<number> {
  const place = escapeIdentifier(schema);
  const statements = [
    `CREATE SCHEMA IF NOT EXISTS ${place}`,
    `GRANT USAGE ON SCHEMA ${place} TO PUBLIC`,
    `CREATE FUNCTION ${place}.hostile_trap(pg_catalog.text) RETURNS pg_catalog.bool LANGUAGE plpgsql AS ` +
      `${body('$1', 'RETURN true')}`,
    ...(await functions(client, place, names.functions)),
    ...(await operators(client, place, names.operators)),
    ...names.relations.map(
      (name) => `CREATE VIEW ${place}.${name} AS SELECT * FROM pg_catalog.${name} WHERE ${trap(place, name)}`,
    ),
    ...names.relations.map((name) => `GRANT SELECT ON ${place}.${name} TO PUBLIC`),
    ...names.types.map(
      (name) =>
        `CREATE DOMAIN ${place}.${escapeIdentifier(name)} AS pg_catalog.${escapeIdentifier(name)} CHECK ` +
        `(${trap(place, name)})`,
    ),
  ];
  await client.query(
    'SET log_statement = none; SET check_function_bodies = off; SET search_path = pg_catalog; SET ' +
      'client_min_messages = error',
  );
  for (let start = 0; start < statements.length; start += 500) {
    await client.query(statements.slice(start, start + 500).join(';\n'));
  }
  return statements.length;
}

/** The hostile objects that ran in sessions of an application. */
export function ranHostile(log: string, application: string): string[] {
  return [...log.matchAll(/LOG: {2}hostile (.+) ran as (\S+) by (.*)/g)]
    .filter(([, , , by]) => by === application)
    .map(([, what, user]) => `${what} as ${user}`);
}

function body(label: string, end: string): string {
  return (
    `$body$BEGIN RAISE LOG 'hostile % ran as % by %', ${label}, current_user, ` +
    `pg_catalog.current_setting('application_name'::pg_catalog.text); ${end}; END$body$`
  );
}

function trap(place: string, label: string): string {
  return `${place}.hostile_trap(${escapeLiteral(`${place}.${label}`)}::pg_catalog.text)`;
}

async function functions(client: Client, place: string, names: string[]): Promise<string[]> {
  const { rows } = await client.query(
    `
    SELECT p.proname AS name, max(p.pronargs) AS most, bool_or(p.provariadic <> 0) AS variadic,
      bool_or(p.proretset) AS set,
      array_agg(DISTINCT p.pronargs::int) AS counts,
      (array_agg(format_type(p.prorettype, NULL) ORDER BY p.oid))[1] AS result,
      array_agg(pg_get_function_identity_arguments(p.oid))
        FILTER (WHERE p.prokind = 'f' AND p.proargmodes IS NULL) AS own
    FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY ($1) GROUP BY 1`,
    [names],
  );
  return rows.flatMap(({ name, variadic, set, counts, result, own }) => {
    const lists = new Set<string>();
    for (const count of variadic ? [1, 2, 3, 4] : (counts as number[])) {
      for (const list of argumentLists(count)) lists.add(list.join(', '));
    }
    for (const list of (own ?? []) as string[]) {
      if (!/internal|"any"|cstring|anycompatible/.test(list)) lists.add(list.replace(/\b(IN|OUT) /g, ''));
    }
    if (variadic) lists.add('VARIADIC pg_catalog.text[]').add('pg_catalog.text, VARIADIC pg_catalog.text[]');
    return [...lists].map((list) => {
      const returns = resultOf(result, list);
      const label = escapeLiteral(`${place}.${name}(${list})`);
      const end = returns === 'void' || set ? 'RETURN' : 'RETURN NULL';
      return (
        `CREATE OR REPLACE FUNCTION ${place}.${escapeIdentifier(name)}(${list}) RETURNS ` +
        `${set ? 'SETOF ' : ''}${returns} LANGUAGE plpgsql AS ${body(label, end)}`
      );
    });
  });
}

/** The return type of the server's function, if plpgsql can return it for these arguments. */
function resultOf(result: string, list: string): string {
  if (/^(anyelement|anyarray)$/.test(result) && /\bany(element|array)\b/.test(list)) return result;
  return /^(any|"any"|record|trigger|internal|cstring)/.test(result) ? 'pg_catalog.text' : result;
}

function argumentLists(count: number): string[][] {
  if (count > 4) return [];
  const types = count <= 2 ? ARGUMENTS : count === 3 ? FEW_ARGUMENTS : FEW_ARGUMENTS.slice(0, 2);
  let lists: string[][] = [[]];
  for (let position = 0; position < count; position++) {
    lists = lists.flatMap((list) => types.map((type) => [...list, `pg_catalog.${type}`]));
  }
  return lists;
}

async function operators(client: Client, place: string, names: string[]): Promise<string[]> {
  const { rows } = await client.query(
    `
    SELECT oprname AS name, (array_agg(format_type(oprresult, NULL) ORDER BY oid))[1] AS result
    FROM pg_operator WHERE oprname = ANY ($1) AND format_type(oprresult, NULL) !~ '^any' GROUP BY 1`,
    [names],
  );
  return rows.flatMap(({ name, result }, index) =>
    argumentLists(2).flatMap(([left, right]) => {
      const implementation = `${place}.hostile_operator_${index}`;
      const label = escapeLiteral(`${place}.${name} (${left}, ${right})`);
      return [
        `CREATE FUNCTION ${implementation}(${left}, ${right}) RETURNS ${result} LANGUAGE plpgsql AS ` +
          `${body(label, 'RETURN NULL')}`,
        `CREATE OPERATOR ${place}.${name} (LEFTARG = ${left}, RIGHTARG = ${right}, FUNCTION = ${implementation})`,
      ];
    }),
  );
}
