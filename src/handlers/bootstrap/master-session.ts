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

/** How far the server's timeout may lag behind the deadline before it is set again: a setting for each statement would double the round trips. */
const TIMEOUT_LAG = 1_000;

/** What a script may have left behind. RESET ALL comes back to the search_path of the startup packet. */
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

/** The statements are split as the server reads them only with standard_conforming_strings. */
const SETTINGS = ['SET standard_conforming_strings = on', 'SET client_min_messages = notice', LONG_SESSION].join('; ');

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
  private place?: StatementPlace;

  /** @param deadline in milliseconds as of Date.now() */
  constructor(
    private readonly client: Client,
    private readonly deploymentLock: DeploymentLock,
    private readonly deadline: number,
    private readonly log: Log,
  ) {
    client.on('error', (error) => (this.lost = error));
    client.on('notice', (notice) => this.logNotice(notice));
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
    // Something between the two may keep the connection of a function alive that is gone.
    await this.execute(`SET idle_in_transaction_session_timeout = ${this.millisecondsLeft()}`);
    this.timeout = Infinity;
  }

  /**
   * Waits for the lock that lets one deployment run at a time. When this one has it, sees to it that it still has.
   *
   * @throws `BootstrapError` when another session keeps it until the deadline, or when its connection was lost
   */
  async lock(): Promise<void> {
    await this.deploymentLock.hold(async () => this.client);
  }

  /** Runs a statement of ours. */
  async query(text: string, values?: unknown[]): Promise<{ rows: Record<string, any>[] }> {
    await this.limitTime();
    this.place = undefined;
    return this.execute(text, values);
  }

  /** Runs a statement of a script. What it returns is thrown away, row by row. */
  async run({ text, words }: SqlStatement, place: StatementPlace): Promise<void> {
    await this.limitTime();
    this.place = place;
    await this.orLost(
      () =>
        new Promise<void>((resolve, reject) => {
          const query = new DiscardingQuery(text);
          query.on('end', () => resolve());
          query.on('error', reject);
          this.client.query(query);
        }),
    );
    const mayChangeTimeout = MAY_CHANGE_TIMEOUT.includes(words[0]) || /statement_timeout/i.test(text);
    if (mayChangeTimeout && this.transactionStatus !== 'E') await this.readTimeout();
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

  /** The server shall cancel a statement before the function ends, as then it rolls back in time and says why. */
  private async limitTime(): Promise<void> {
    const left = this.millisecondsLeft();
    if (this.timeout <= left + TIMEOUT_LAG) return;
    await this.execute(`SET statement_timeout = ${left}`);
    this.timeout = left;
  }

  /**
   * A timeout of a millisecond does not end statements that take less: without a look at the clock, any number of those
   * would run.
   *
   * @throws `BootstrapError` once the deadline is over
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
    this.millisecondsLeft();
    try {
      const answered = () => withinDeadline(this.client, this.deadline, work);
      return await observingLocks(processId(this.client), () => this.deploymentLock.observer(), answered);
    } catch (error) {
      throw this.lost ?? error;
    }
  }
}
