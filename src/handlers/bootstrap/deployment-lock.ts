import { Client } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { describeError } from './server-error';
import { isConcurrentCreation, isConcurrentUpdate } from '../postgres/concurrent-changes';
import { disconnect, processId } from '../postgres/connection';
import { millisecondsLeft, withinDeadline } from '../postgres/deadline';
import { describeHolders, holdersOf, observingLocks } from '../postgres/lock-holders';
import { LONG_SESSION } from '../postgres/session-settings';

const SCHEMA = 'oficina_bootstrap';

/** The table that is locked. Only the master user has USAGE on its schema, so no application can lock it. */
const TABLE = `${SCHEMA}.deployment_lock`;

/**
 * A new schema gives PUBLIC no rights, so nothing is revoked here. A REVOKE outside of the lock could make
 * scripts/init-db.sql fail with "tuple concurrently updated" when somebody runs it by hand at the same moment. That
 * script revokes what has been granted on the schema since.
 */
const CREATE_TABLE = `
  CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
  CREATE TABLE ${TABLE} ();
  REVOKE ALL ON TABLE ${TABLE} FROM PUBLIC;
  COMMENT ON TABLE ${TABLE} IS 'Locked by the deployment that is running SQL in this database'`;

/** Looks up the owner of the schema, who can lock its tables and put triggers on them. */
const SCHEMA_OWNER = `
  SELECT pg_catalog.pg_get_userbyid(n.nspowner)::pg_catalog.text AS owner,
    pg_catalog.quote_ident(CURRENT_USER::pg_catalog.text) AS master,
    n.nspowner OPERATOR(pg_catalog.=) u.oid AS is_ours
  FROM pg_catalog.pg_namespace n, pg_catalog.pg_roles u
  WHERE n.nspname OPERATOR(pg_catalog.=) '${SCHEMA}'::pg_catalog.name
    AND u.rolname OPERATOR(pg_catalog.=) CURRENT_USER`;

const ATTEMPTS = 5;

/** Milliseconds that an idle connection may take to answer. */
const CHECK_TIMEOUT = 10_000;

/** Milliseconds after the deadline when the server drops the lock of a function that is gone but still connected. */
const IDLE_GRACE = 5_000;

/**
 * The lock that lets one deployment at a time run SQL in a database.
 *
 * It is a table lock in a transaction that stays open on a connection of its own. The transaction holds no snapshot,
 * so neither CREATE INDEX CONCURRENTLY nor VACUUM waits for it.
 */
export class DeploymentLock {
  private isHeld = false;
  private connectionError?: Error;

  /** @param deadline in milliseconds as of Date.now() */
  constructor(
    private readonly client: Client,
    private readonly deadline: number,
  ) {
    client.on('error', (error) => {
      this.connectionError = error;
    });
  }

  /** The lock's connection, for looking at other sessions. A statement that fails on it releases the lock. */
  async observer(): Promise<Client> {
    return this.client;
  }

  /**
   * Waits for the lock, or checks that it is still held.
   *
   * @param observer another connection, idle in the meantime, to look up who holds the lock
   * @throws `BootstrapError` when another deployment holds it until the deadline, or when the connection was lost
   */
  async hold(observer: () => Promise<Client>): Promise<void> {
    if (this.isHeld) return this.checkConnection();
    await this.ensureTable();
    await this.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    const left = millisecondsLeft(this.deadline);
    await this.query(
      `SET LOCAL lock_timeout = ${left}; SET LOCAL statement_timeout = 0; ` +
        `SET LOCAL idle_in_transaction_session_timeout = ${left + IDLE_GRACE}`,
    );
    try {
      await observingLocks(processId(this.client), observer, () => this.query(`LOCK TABLE ${TABLE} IN EXCLUSIVE MODE`));
    } catch (error) {
      throw explainLockTimeout(error);
    }
    this.isHeld = true;
  }

  async close(): Promise<void> {
    await disconnect(this.client);
  }

  /** Runs an empty statement: an answer proves that the connection is alive, and with it the transaction. */
  private async checkConnection(): Promise<void> {
    try {
      await withinDeadline(this.client, Math.min(this.deadline, Date.now() + CHECK_TIMEOUT), () =>
        this.client.query('SELECT'),
      );
    } catch (error) {
      const reason = this.connectionError ?? error;
      throw new BootstrapError(
        `the connection that holds the lock of this deployment is lost: ${describeError(reason)}; ` +
          'nothing more runs without it, deploy again',
        reason,
      );
    }
  }

  private async ensureTable(): Promise<void> {
    await this.query(LONG_SESSION);
    for (let attempt = 1; !(await this.tableExists()); attempt++) {
      await this.query(`SET statement_timeout = ${millisecondsLeft(this.deadline)}`);
      try {
        await this.query(CREATE_TABLE);
      } catch (error) {
        const isRace = isConcurrentCreation(error) || isConcurrentUpdate(error);
        if (!isRace || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async tableExists(): Promise<boolean> {
    const [schema] = (await this.query(SCHEMA_OWNER)).rows;
    if (schema && !schema.is_ours) {
      throw new BootstrapError(
        `the schema ${SCHEMA} belongs to ${schema.owner}, who could use it to run anything as the master user; ` +
          `look at what is in it, then ALTER SCHEMA ${SCHEMA} OWNER TO ${schema.master}, or drop it`,
      );
    }
    const lookUp = `SELECT pg_catalog.to_regclass('${TABLE}'::pg_catalog.text) IS NOT NULL AS exists`;
    const [table] = (await this.query(lookUp)).rows;
    return table.exists;
  }

  private async query(text: string): Promise<{ rows: Record<string, any>[] }> {
    try {
      return await withinDeadline(this.client, this.deadline, () => this.client.query(text));
    } catch (error) {
      throw this.connectionError ?? error;
    }
  }
}

function explainLockTimeout(error: unknown): unknown {
  if ((error as { code?: unknown }).code !== '55P03') return error;
  const holders = holdersOf(error);
  const by = holders.length > 0 ? `, by ${describeHolders(holders)}` : '';
  return new BootstrapError(
    `another deployment was still running SQL in this database when this one ran out of time${by}; ` +
      'wait until it has finished, and deploy again',
  );
}
