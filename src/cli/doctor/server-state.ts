import { Client } from 'pg';

/** What the server says about itself. */
export interface ServerState {
  /** The end of the certificate that it has shown. */
  readonly certificateUntil?: Date;
  readonly tlsVersion?: string;
  /** Sessions of others that came over the network without TLS; undefined if the user may not see them. */
  readonly sessionsWithoutTls?: number;
  readonly settings: readonly ServerSetting[];
}

/** A setting of the server. */
export interface ServerSetting {
  readonly name: string;
  /** In the unit of the setting, as in a parameter group. */
  readonly setting: string;
  readonly type: string;
  /** Where it comes from; that of the session, of a user or of a database says nothing about the group. */
  readonly source: string;
  readonly pendingRestart: boolean;
}

/** Reads what a check of the server needs. */
export async function readServer(client: Client): Promise<ServerState> {
  const { rows } = await client.query(
    'SELECT name, setting, vartype AS type, source, pending_restart AS "pendingRestart" FROM pg_settings',
  );
  const { rows: tls } = await client.query(`
    SELECT (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()) AS version,
      (
        SELECT count(*)::int FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE NOT ssl AND client_addr IS NOT NULL AND backend_type = 'client backend'
      ) AS without,
      pg_has_role('pg_read_all_stats', 'USAGE') AS sees`);
  const { stream } = (client as unknown as { connection: { stream: TlsStream } }).connection;
  const until = stream.getPeerCertificate?.().valid_to;
  return {
    settings: rows,
    tlsVersion: tls[0].version ?? undefined,
    sessionsWithoutTls: tls[0].sees ? tls[0].without : undefined,
    certificateUntil: until ? new Date(until) : undefined,
  };
}

interface TlsStream {
  getPeerCertificate?(): { readonly valid_to?: string };
}
