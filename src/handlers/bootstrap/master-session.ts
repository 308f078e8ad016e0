import { setTimeout as sleep } from 'timers/promises';
import { Client, Query } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { Log } from '../log';

/** "oficina" as a number; scripts/init-db.sql has the same. Session-level locks of one session count up and never wait for each other. */
const LOCK = '31356325240335969';
const LOCK_PAUSE = 1_000;

/** How far the server's timeout may lag behind the deadline before it is set again: a setting for each statement would double the round trips. */
const TIMEOUT_LAG = 1_000;

/** What a script may have left behind: DISCARD ALL, less the release of the lock. */
const CLEAN_UP = [
  'CLOSE ALL', 'SET SESSION AUTHORIZATION DEFAULT', 'RESET ROLE', 'RESET ALL', 'DEALLOCATE ALL', 'UNLISTEN *',
  'DISCARD PLANS', 'DISCARD TEMP', 'DISCARD SEQUENCES',
].join('; ');

/*
 * The timeouts are for applications. Instead of them, the server finds out within half a minute that the function is gone, and rolls back.
 * The statements are split as the server reads them only with standard_conforming_strings.
 */
const SETTINGS = [
  'SET standard_conforming_strings = on',
  'SET idle_in_transaction_session_timeout = 0',
  'SET idle_session_timeout = 0',
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 5',
  'SET tcp_keepalives_count = 3',
  'SET client_connection_check_interval = 5000',
  'SELECT set_config(name, \'0\', false) FROM pg_settings WHERE name = \'transaction_timeout\'', // since 17
].join('; ');

/** Statements after which the timeout may be another one: transactions take back settings too. */
const MAY_CHANGE_TIMEOUT = ['SET', 'RESET', 'ROLLBACK', 'COMMIT', 'END', 'ABORT'];

/** The units that the server shows a time in; zero has none. */
const MILLISECONDS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Takes the rows of a statement from the connection and drops them. */
class DiscardingQuery extends Query {
  handleDataRow(): void {}
}

/** The master user's connection: under a deadline, and under the lock that lets one deployment run at a time. */
export class MasterSession {
  private lost?: Error;
  private timeout = Infinity;
  /** What runs, for the notices of the server. */
  private place = '';

  constructor(private readonly client: Client, private readonly deadline: number, private readonly log: Log) {
    client.on('error', (error) => this.lost = error);
    client.on('notice', ({ severity, code, message }) => this.log('Notice', { place: this.place, severity, code, message }));
  }

  /** Whether the connection is in no transaction (`I`), in one (`T`), or in one that has failed (`E`). */
  get transactionStatus(): string | null {
    return this.client.getTransactionStatus();
  }

  /** Takes back what a script has set, and rolls back what it has left open. */
  async cleanUp(): Promise<void> {
    if (this.transactionStatus !== 'I') await this.execute('ROLLBACK');
    await this.execute(CLEAN_UP);
    await this.execute(SETTINGS);
    this.timeout = Infinity;
  }

  /**
   * Waits for the lock; does nothing while the session has it.
   *
   * @throws `BootstrapError` when another session keeps it until the deadline
   */
  async lock(): Promise<void> {
    for (;;) {
      const { rows } = await this.query(`SELECT pg_try_advisory_lock(${LOCK}) AS locked`);
      if (rows[0].locked) return;
      if (Date.now() + LOCK_PAUSE > this.deadline) {
        throw new BootstrapError('another deployment has been running SQL in this database until the time of this one was over; wait for it, and deploy again');
      }
      await sleep(LOCK_PAUSE);
    }
  }

  /** Runs a statement of ours. */
  async query(text: string, values?: unknown[]): Promise<{ rows: Record<string, any>[] }> {
    await this.limitTime();
    return this.execute(text, values);
  }

  /** Runs a statement of a script. What it returns is thrown away, row by row. */
  async run({ text, words }: SqlStatement, place: string): Promise<void> {
    await this.limitTime();
    this.place = place;
    await this.orLost(() => new Promise<void>((resolve, reject) => {
      const query = new DiscardingQuery(text);
      query.on('end', () => resolve());
      query.on('error', reject);
      this.client.query(query);
    }));
    const mayChangeTimeout = MAY_CHANGE_TIMEOUT.includes(words[0]) || /statement_timeout/i.test(text);
    if (mayChangeTimeout && this.transactionStatus !== 'E') await this.readTimeout();
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }

  /**
   * The server shall cancel a statement before the function ends, as then it rolls back in time and says why. No timeout of the server ends a statement of less than a
   * millisecond, so many of them only end by the clock here.
   *
   * @throws `BootstrapError` once the deadline is over
   */
  private async limitTime(): Promise<void> {
    const left = Math.round(this.deadline - Date.now());
    if (left <= 0) throw new BootstrapError('the time of the deployment is over; split the file, or run what takes so long by hand');
    if (this.timeout <= left + TIMEOUT_LAG) return;
    await this.execute(`SET statement_timeout = ${left}`);
    this.timeout = left;
  }

  /** By SHOW, which takes no snapshot: after one, the script's SET TRANSACTION ISOLATION LEVEL would come too late. */
  private async readTimeout(): Promise<void> {
    const { rows } = await this.execute('SHOW statement_timeout');
    const [, amount, unit] = /^(\d+)(\w*)$/.exec(rows[0].statement_timeout) ?? [];
    this.timeout = Number(amount) * MILLISECONDS[unit] || Infinity;
  }

  private execute(text: string, values?: unknown[]): Promise<{ rows: Record<string, any>[] }> {
    return this.orLost(() => this.client.query(text, values));
  }

  /** After the connection has broken between two statements, the next one fails without a reason. */
  private async orLost<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw this.lost ?? error;
    }
  }
}
