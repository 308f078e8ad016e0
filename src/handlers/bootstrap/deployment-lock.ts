import { Client } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { describeError } from './server-error';
import { isChangedMeanwhile, isMadeMeanwhile } from '../postgres/concurrent-changes';
import { disconnect, processId } from '../postgres/connection';
import { millisecondsLeft, withinDeadline } from '../postgres/deadline';
import { describeHolders, holdersOf, observingLocks } from '../postgres/lock-holders';
import { LONG_SESSION } from '../postgres/session-settings';

const SCHEMA = 'oficina_bootstrap';

/** Nobody but the master user has USAGE on the schema: no application can lock the table. */
const TABLE = `${SCHEMA}.deployment_lock`;

const CREATE_TABLE = `
  CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
  REVOKE ALL ON SCHEMA ${SCHEMA} FROM PUBLIC;
  CREATE TABLE ${TABLE} ();
  REVOKE ALL ON TABLE ${TABLE} FROM PUBLIC;
  COMMENT ON TABLE ${TABLE} IS 'Locked by the deployment that is running SQL in this database'`;

/** The owner of a schema can lock its tables, and put triggers on them. */
const OWNER = `
  SELECT pg_catalog.pg_get_userbyid(n.nspowner)::pg_catalog.text AS owner, pg_catalog.quote_ident(CURRENT_USER::pg_catalog.text) AS master,
    n.nspowner OPERATOR(pg_catalog.=) u.oid AS is_ours
  FROM pg_catalog.pg_namespace n, pg_catalog.pg_roles u
  WHERE n.nspname OPERATOR(pg_catalog.=) '${SCHEMA}'::pg_catalog.name AND u.rolname OPERATOR(pg_catalog.=) CURRENT_USER`;

const ATTEMPTS = 5;

/** How long an idle connection may take to answer. */
const CHECK_TIMEOUT = 10_000;

/** How long after the deadline the server keeps the lock, should the function be gone and its connection seem alive. */
const IDLE_GRACE = 5_000;

/**
 * The lock under which one deployment at a time runs SQL in a database: that of a table, in a transaction that stays
 * open on a connection of its own. The transaction holds no snapshot, so that neither CREATE INDEX CONCURRENTLY nor
 * VACUUM waits for it.
 */
export class DeploymentLock {
  private isHeld = false;
  private lost?: Error;

  /** @param deadline in milliseconds as of Date.now() */
  constructor(
    private readonly client: Client,
    private readonly deadline: number,
  ) {
    client.on('error', (error) => {
      this.lost = error;
    });
  }

  /** The connection, for looking at other sessions. A statement that fails on it gives the lock up. */
  async observer(): Promise<Client> {
    return this.client;
  }

  /**
   * Waits for the lock. When it is held already, sees to it that it still is.
   *
   * @param observer a connection that is idle meanwhile, to look up who has the lock
   * @throws `BootstrapError` when another deployment keeps it until the deadline, or when the connection was lost
   */
  async hold(observer: () => Promise<Client>): Promise<void> {
    if (this.isHeld) return this.check();
    await this.makeTable();
    await this.query('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    const left = millisecondsLeft(this.deadline);
    await this.query(
      `SET LOCAL lock_timeout = ${left}; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = ${left + IDLE_GRACE}`,
    );
    try {
      await observingLocks(processId(this.client), observer, () => this.query(`LOCK TABLE ${TABLE} IN EXCLUSIVE MODE`));
    } catch (error) {
      throw notAvailable(error);
    }
    this.isHeld = true;
  }

  async close(): Promise<void> {
    await disconnect(this.client);
  }

  /** An answer proves that the connection is alive, and with it the transaction. */
  private async check(): Promise<void> {
    try {
      await withinDeadline(this.client, Math.min(this.deadline, Date.now() + CHECK_TIMEOUT), () =>
        this.client.query('SELECT'),
      );
    } catch (error) {
      const reason = this.lost ?? error;
      throw new BootstrapError(
        `the connection that holds the lock of this deployment is lost: ${describeError(reason)}; nothing more runs without it, deploy again`,
        reason,
      );
    }
  }

  private async makeTable(): Promise<void> {
    await this.query(LONG_SESSION);
    for (let attempt = 1; !(await this.tableExists()); attempt++) {
      await this.query(`SET statement_timeout = ${millisecondsLeft(this.deadline)}`);
      try {
        await this.query(CREATE_TABLE);
      } catch (error) {
        const isMeanwhile = isMadeMeanwhile(error) || isChangedMeanwhile(error);
        if (!isMeanwhile || attempt === ATTEMPTS) throw error;
      }
    }
  }

  private async tableExists(): Promise<boolean> {
    const {
      rows: [schema],
    } = await this.query(OWNER);
    if (schema && !schema.is_ours) {
      throw new BootstrapError(
        `the schema ${SCHEMA} belongs to ${schema.owner}, who could run what it likes as the master user by it; look at what is in it, ` +
          `then ALTER SCHEMA ${SCHEMA} OWNER TO ${schema.master}, or drop it`,
      );
    }
    const {
      rows: [{ exists }],
    } = await this.query(`SELECT pg_catalog.to_regclass('${TABLE}'::pg_catalog.text) IS NOT NULL AS exists`);
    return exists;
  }

  private async query(text: string): Promise<{ rows: Record<string, any>[] }> {
    try {
      return await withinDeadline(this.client, this.deadline, () => this.client.query(text));
    } catch (error) {
      throw this.lost ?? error;
    }
  }
}

function notAvailable(error: unknown): unknown {
  if ((error as { code?: unknown }).code !== '55P03') return error;
  const holders = holdersOf(error);
  const by = holders.length > 0 ? `, by ${describeHolders(holders)}` : '';
  return new BootstrapError(
    `another deployment was still running SQL in this database when this one ran out of time${by}; ` +
      'wait for it, and deploy again',
  );
}
