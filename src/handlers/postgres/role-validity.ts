/** Runs a statement as the master user. */
type Query = (text: string, values: unknown[]) => Promise<{ rows: Record<string, any>[] }>;

const EXPIRED = `
  SELECT rolvaliduntil::pg_catalog.text AS until FROM pg_catalog.pg_roles
  WHERE rolname OPERATOR(pg_catalog.=) $1::pg_catalog.name AND rolvaliduntil OPERATOR(pg_catalog.<=) pg_catalog.now()`;

/**
 * The VALID UNTIL of a role if it is in the past, by the clock of the server; otherwise undefined. The server refuses
 * every password of such a role, and does not say why.
 */
export async function pastValidUntil(query: Query, username: string): Promise<string | undefined> {
  const { rows } = await query(EXPIRED, [username]);
  return rows[0]?.until;
}
