import { Account } from './aws/account';
import { Database } from './aws/database';
import { CommandFailure } from './command-failure';
import { ExitCode } from './exit-code';
import { Locale } from './messages/locale';
import { Terminal } from './output/terminal';

/** The options that every command takes. */
export interface CommonOptions {
  readonly environment?: string;
  readonly identifier?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** RDS: letters, digits and single hyphens, from a letter on, up to 63 characters. */
export const IDENTIFIER = /^[a-z](-?[a-z0-9]){0,62}$/i;

/** What a command works with. */
export class CommandContext {
  constructor(
    private readonly options: CommonOptions,
    readonly account: Account,
    readonly terminal: Terminal,
    readonly locale: Locale,
  ) {}

  get messages() {
    return this.locale.messages;
  }

  /** The identifier of the instance: as named, or the library's name for the environment. */
  get identifier(): string {
    const { environment, identifier } = this.options;
    if (identifier !== undefined && environment !== undefined) throw this.wrong(this.messages.failures.twoTargets());
    const named = identifier ?? (environment === undefined ? undefined : `oficina-db-${environment}`);
    if (named === undefined) throw this.wrong(this.messages.failures.noTarget());
    if (!IDENTIFIER.test(named)) throw this.wrong(this.messages.failures.badIdentifier(named));
    return named.toLowerCase();
  }

  /** Whether the options name a database. */
  get namesDatabase(): boolean {
    return this.options.environment !== undefined || this.options.identifier !== undefined;
  }

  /** The same, for the instance of this identifier. */
  for(identifier: string): CommandContext {
    const options = { ...this.options, environment: undefined, identifier };
    return new CommandContext(options, this.account, this.terminal, this.locale);
  }

  /** The database, looked up in the account. */
  database(): Promise<Database> {
    return Database.find(this.account, this.identifier, this.messages);
  }

  wrong(message: string): CommandFailure {
    return new CommandFailure(message, ExitCode.USAGE);
  }
}

/** A command: does its work, and returns its exit code. */
export type Command<Options = object> = (context: CommandContext, options: Options) => Promise<ExitCode>;
