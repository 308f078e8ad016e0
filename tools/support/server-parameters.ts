import { PostgresServer } from '../../test/support/postgres';

/** Libraries of PostgreSQL itself that define parameters and that RDS can load. */
const LIBRARIES = ['auto_explain', 'pg_prewarm', 'pg_stat_statements', 'pg_trgm', 'plpgsql', 'postgres_fdw'];

/** Settings of a server that loads those libraries. */
export const CATALOGUE_SETTINGS = { shared_preload_libraries: LIBRARIES.join(',') };

/** The row of pg_settings for one parameter of one major version. */
interface ServerParameter {
  readonly major: string;
  readonly name: string;
  readonly text: string;
}

interface SettingsRow {
  readonly name: string;
  readonly vartype: string;
  readonly unit: string | null;
  readonly min_val: string | null;
  readonly max_val: string | null;
  readonly enumvals: string[] | null;
  readonly context: string;
}

/** The parameters of a server: those that can be set, without developer options of PostgreSQL. */
export async function serverParameters(server: PostgresServer): Promise<ServerParameter[]> {
  const rows = await server.superuser(
    async (client) =>
      (
        await client.query<SettingsRow>(`
    SELECT name, vartype, unit, min_val, max_val, enumvals, context
    FROM pg_catalog.pg_settings
    WHERE context <> 'internal' AND category <> 'Developer Options'`)
      ).rows,
  );
  return rows.map((row) => ({ major: server.major, name: row.name, text: rowText(row) }));
}

/** The lines of the catalogue: a definition that several majors share is written once. */
export function catalogueLines(parameters: ServerParameter[]): string[] {
  const majors = new Map<string, string[]>();
  for (const { major, name, text } of parameters) {
    const key = `${name} ${text}`;
    majors.set(key, [...(majors.get(key) ?? []), major]);
  }
  const lines = [...majors].map(([key, of]) => `${of.length > 1 ? `${of[0]}-${of[of.length - 1]}` : of[0]} ${key}`);
  return lines.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

const order = (line: string) => {
  const [majors, name] = line.split(' ');
  return `${name.toLowerCase()} ${majors}`;
};

function rowText({ vartype, unit, min_val: min, max_val: max, enumvals, context }: SettingsRow): string {
  const apply = context === 'postmaster' ? 'static' : 'dynamic';
  switch (vartype) {
    case 'integer':
    case 'real':
      return `${apply} ${vartype} ${unit ?? '-'} ${min} ${max}`;
    case 'enum':
      return `${apply} enum ${enumvals!.join('|')}`;
    default:
      return `${apply} ${vartype}`;
  }
}
