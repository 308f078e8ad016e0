import { Client, Query } from 'pg';
import { BootstrapError } from './bootstrap-error';
import { DeploymentLock } from './deployment-lock';
import { StatementPlace } from './server-error';
import { ServerMessage, shownMessage } from './shown-message';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { Log } from '../log';
import { disconnect, processId } from '../postgres/connection';
import { DeadlineError, millisecondsLeft, withinDeadline } from '../postgres/deadline';
import { observingLocks } from '../postgres/lock-holders';
import { LONG_SESSION } from '../postgres/session-settings';

/**
 * Milliseconds by which the server's timeout may exceed the time left before it is set again. Setting it for each
 * statement would double the round trips.
 */
const TIMEOUT_LAG = 1_000;

/** Undoes what a script may have left behind. RESET ALL restores the search_path of the startup packet. */
const CLEAN_UP = [
  'CLOSE ALL',
  'SET SESSION AUTHORIZATION DEFAULT',
  'RESET ROLE',
  'RESET ALL',
  'DEALLOCATE ALL',
  'UNLISTEN *',
  'DISCARD PLANS',
  'DISCARD TEMP',
  'DISCARD SEQUENCES',
].join('; ');

/** The statement scanner splits files as the server would with standard_conforming_strings. */
const SETTINGS = ['SET standard_conforming_strings = on', 'SET client_min_messages = notice', LONG_SESSION].join('; ');

/** Statements that may change the timeout: the end of a transaction may revert settings too. */
const MAY_CHANGE_TIMEOUT = ['SET', 'RESET', 'ROLLBACK', 'COMMIT', 'END', 'ABORT'];

/** Milliseconds in each unit in which the server shows a time. */
const MILLISECONDS: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** A query that drops the rows of its result as they arrive. */
class DiscardingQuery extends Query {
  handleDataRow(): void {}
}

/** A connection of the master user, with a deadline and the lock that lets one deployment run at a time. */
export class MasterSession {
  private connectionError?: Error;
  /** The server's statement_timeout in milliseconds, as far as it is known. */
  private timeout = Infinity;
  /** The statement of a script that is running, for the server's notices. */
  private place?: StatementPlace;

  /** @param deadline in milliseconds as of Date.now() */
  constructor(
    private readonly client: Client,
    private readonly deploymentLock: DeploymentLock,
    private readonly deadline: number,
    private readonly log: Log,
  ) {
    client.on('error', (error) => {
      this.connectionError = error;
    });
    client.on('notice', (notice) => this.logNotice(notice));
  }

  /** The transaction status: none (`I`), open (`T`) or failed (`E`). */
  get transactionStatus(): string | null {
    return this.client.getTransactionStatus();
  }

  /** Reverts the settings of a script, and rolls back a transaction that it has left open. */
  async cleanUp(): Promise<void> {
    if (this.transactionStatus !== 'I') await this.execute('ROLLBACK');
    await this.execute(CLEAN_UP);
    await this.execute(SETTINGS);
    // When the function is gone, something on the way to the server may still keep its connection alive.
    await this.execute(`SET idle_in_transaction_session_timeout = ${this.millisecondsLeft()}`);
    this.timeout = Infinity;
  }

  /**
   * Waits for the lock that lets one deployment run at a time, or checks that it is still held.
   *
   * @throws `BootstrapError` when another session holds it until the deadline, or when its connection was lost
   */
  async lock(): Promise<void> {
    await this.deploymentLock.hold(async () => this.client);
  }

  /** Runs a statement of the library's own. */
  async query(text: string, values?: unknown[]): Promise<{ rows: Record<string, any>[] }> {
    await this.updateTimeout();
    this.place = undefined;
    return this.execute(text, values);
  }

  /** Runs a statement of a script and drops the rows that it returns. */
  async run({ text, words }: SqlStatement, place: StatementPlace): Promise<void> {
    await this.updateTimeout();
    this.place = place;
    await this.whileConnected(() => this.queryDiscardingRows(text));
    const mayChangeTimeout = MAY_CHANGE_TIMEOUT.includes(words[0]) || /statement_timeout/i.test(text);
    if (mayChangeTimeout && this.transactionStatus !== 'E') await this.readTimeout();
  }

  private queryDiscardingRows(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const query = new DiscardingQuery(text);
      query.on('end', () => resolve());
      query.on('error', reject);
      this.client.query(query);
    });
  }

  private logNotice(notice: ServerMessage & { readonly severity?: string }): void {
    const { place } = this;
    const { message } = shownMessage(notice, place?.statement.text, place?.trusted ?? true);
    this.log('Notice', {
      place: place && `${place.file}:${place.statement.line}`,
      severity: notice.severity,
      code: notice.code,
      message,
    });
  }

  async close(): Promise<void> {
    await disconnect(this.client);
  }

  /** Makes the server cancel a statement before the function ends, so that it rolls back in time and says why. */
  private async updateTimeout(): Promise<void> {
    const left = this.millisecondsLeft();
    if (this.timeout <= left + TIMEOUT_LAG) return;
    await this.execute(`SET statement_timeout = ${left}`);
    this.timeout = left;
  }

  /**
   * The time left. It is checked before each statement: a timeout of one millisecond does not stop statements that take
   * less, and any number of those could follow.
   *
   * @throws `BootstrapError` once the deadline has passed
   */
  private millisecondsLeft(): number {
    try {
      return millisecondsLeft(this.deadline);
    } catch (error) {
      if (error instanceof DeadlineError) {
        throw new BootstrapError(
          'the deployment has run out of time; split the file, or run the slow statements by hand',
        );
      }
      throw error;
    }
  }

  /**
   * Reads the timeout by SHOW, which takes no snapshot: after one, SET TRANSACTION ISOLATION LEVEL in the script would
   * come too late.
   */
  private async readTimeout(): Promise<void> {
    const { rows } = await this.execute('SHOW statement_timeout');
    this.timeout = parseTimeout(rows[0].statement_timeout);
  }

  private execute(text: string, values?: unknown[]): Promise<{ rows: Record<string, any>[] }> {
    return this.whileConnected(() => this.client.query(text, values));
  }

  /**
   * Runs a statement under the deadline. When the connection was lost, it throws that error: a statement after the loss
   * fails without a reason.
   */
  private async whileConnected<T>(work: () => Promise<T>): Promise<T> {
    this.millisecondsLeft();
    const limited = () => withinDeadline(this.client, this.deadline, work);
    try {
      return await observingLocks(processId(this.client), () => this.deploymentLock.observer(), limited);
    } catch (error) {
      throw this.connectionError ?? error;
    }
  }
}

/** The milliseconds of a timeout as the server shows it, such as `5s`. Zero has no unit, and means no timeout. */
function parseTimeout(shown: string): number {
  const match = /^(\d+)(ms|s|min|h|d)$/.exec(shown);
  const milliseconds = match ? Number(match[1]) * MILLISECONDS[match[2]] : 0;
  return milliseconds === 0 ? Infinity : milliseconds;
}
