import { Argument, Command as Program, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ParsedOptions } from './commands';
import { ExitCode } from './exit-code';
import { Messages } from './messages/messages';

type Name = keyof Messages['commands'];

/** Runs a command that has been parsed, and returns its exit code. */
export type Runner = (name: Name, options: ParsedOptions) => Promise<ExitCode>;

/** RDS keeps events for 14 days. */
const MOST_HOURS_OF_EVENTS = 14 * 24;

/** CloudWatch keeps values of a minute for 15 days. */
const MOST_HOURS_OF_METRICS = 14 * 24;

/** A week; the log groups keep more, and take longer to read. */
const MOST_HOURS_OF_LOG = 7 * 24;
const MOST_MINUTES_OF_LOG = MOST_HOURS_OF_LOG * 60;

const MOST_STATEMENTS = 100;

/** That of `cdk bootstrap`, unless it is told another one. */
const DEFAULT_QUALIFIER = 'hnb659fds';

/** No version of PostgreSQL for many years. */
const HIGHEST_MAJOR = 99;

/** 64 TiB is what RDS has. */
const MOST_STORAGE_GIB = 65_536;

/** The commands, their options and their help. */
export class CommandLine {
  private readonly program = new Program('oficina-postgres');
  private exitCode: ExitCode = ExitCode.OK;

  constructor(
    private readonly messages: Messages,
    private readonly runner: Runner,
    version: string,
  ) {
    const { help } = messages;
    this.program
      .description(help.program())
      .version(version, '-V, --version', help.version())
      .helpOption('-h, --help', help.help())
      .helpCommand('help [command]', help.helpCommand())
      .configureHelp({ styleTitle: (title) => help.titles[title] ?? title })
      .configureOutput({ outputError: (text, write) => write(this.translated(text)) })
      .exitOverride()
      .addHelpText('after', `\n${help.exitCodes()}`);
    this.addCommands();
  }

  /** Parses the arguments, and runs the command that they name. */
  async run(args: readonly string[]): Promise<ExitCode> {
    try {
      await this.program.parseAsync([...args], { from: 'user' });
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error;
      return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
    }
    return this.exitCode;
  }

  /** What the parser says, in the language of the user. */
  private translated(text: string): string {
    return this.messages.help.phrases.reduce((sentence, [phrase, own]) => sentence.replace(phrase, own), text);
  }

  private addCommands(): void {
    const { options } = this.messages;
    this.add('status', 'status --environment prod');
    this.add('backups', 'backups --environment prod');
    this.add('snapshot', 'snapshot --environment prod --copy-to us-west-2 --wait', [
      new Option('--name <name>', options.snapshotName()),
      new Option('--copy-to <region>', options.copyTo()),
      new Option('--copy-key <key>', options.copyKey()),
      new Option('--wait', options.wait()),
    ]);
    this.add('credentials', 'credentials --environment prod --user service-orders --show', [
      new Option('--user <name>', options.user()),
      new Option('--show', options.show()),
    ]);
    this.add('rotate', 'rotate --environment prod --user service-orders --wait', [
      new Option('--user <name>', options.user()),
      new Option('--wait', options.wait()),
    ]);
    this.add('users', 'users --environment prod');
    this.add('connect', 'connect --environment prod --user service-orders --via ssm', [
      ...this.loginOptions(),
      new Option('--url', options.url()),
    ]).argument('[operands...]', options.operands());
    this.add('init', 'init --environment prod --via ssm', [
      ...this.loginOptions(),
      new Option('--file <file>', options.file()),
      new Option('--yes', options.yes()),
    ]);
    this.add('failover', 'failover --environment prod --via ssm', [
      ...this.loginOptions(),
      new Option('--yes', options.yes()),
    ]);
    this.add('restore', 'restore --environment prod --to oficina-db-rescue --time 2026-11-20T14:05:00Z', [
      new Option('--to <identifier>', options.to()).makeOptionMandatory(),
      new Option('--snapshot <name>', options.snapshot()),
      new Option('--time <time>', options.time()),
      new Option('--latest', options.latest()),
      new Option('--from-region <region>', options.fromRegion()),
      new Option('--class <class>', options.class()),
      new Option('--subnet-group <name>', options.subnetGroup()),
      new Option('--security-group <id...>', options.securityGroup()),
      new Option('--parameter-group <name>', options.parameterGroup()),
      new Option('--via <way>', options.viaAfter()),
      new Option('--yes', options.yes()),
    ]);
    this.add('logs', 'logs --environment prod --follow', [
      this.number('--minutes <number>', options.minutes(), 60, MOST_MINUTES_OF_LOG),
      new Option('--filter <pattern>', options.filter()),
      new Option('--follow', options.follow()),
    ]);
    this.add('events', 'events --environment prod', [
      this.number('--hours <number>', options.hours(), 24, MOST_HOURS_OF_EVENTS),
    ]);
    this.add(
      'explain',
      'explain HighCPU --environment prod',
      [],
      new Argument('<alarm>', this.messages.options.alarm()),
    );
    this.add('metrics', 'metrics --environment prod --hours 6', [
      this.number('--hours <number>', options.hours(), 3, MOST_HOURS_OF_METRICS),
    ]);
    this.add('slow', 'slow --environment prod --limit 5', [
      this.number('--hours <number>', options.hours(), 24, MOST_HOURS_OF_LOG),
      this.number('--limit <number>', options.limit(), 10, MOST_STATEMENTS),
      ...this.loginOptions(),
    ]);
    this.add('scale', 'scale --environment prod --class db.r6g.large', [
      new Option('--class <class>', options.plannedClass()),
      this.number('--storage <GiB>', options.storage(), undefined, MOST_STORAGE_GIB),
    ]);
    this.add('upgrade', 'upgrade --environment prod --to 18', [
      this.number('--to <major>', options.targetMajor(), undefined, HIGHEST_MAJOR).makeOptionMandatory(),
      ...this.loginOptions(),
    ]);
    this.add('doctor', 'doctor --environment prod --via ssm --from sg-0123456789abcdef0', [
      new Option('--via <way>', options.via()),
      new Option('--from <security-group-id>', options.from()),
      new Option('--qualifier <qualifier>', options.qualifier()).default(DEFAULT_QUALIFIER),
    ]);
    this.add('adopt', 'adopt --identifier oficina-db-prod --tfstate before.tfstate --out app', [
      new Option('--tfstate <file>', options.tfstate()),
      new Option('--secret <secret>', options.secret()),
      new Option('--via <way>', options.via()),
      new Option('--skip-login', options.skipLogin()),
      new Option('--out <folder>', options.out()),
      new Option('--app <folder>', options.app()),
      new Option('--snapshot', options.adoptSnapshot()),
    ]).argument('[words...]', options.adoptWords());
    this.add('locks', 'locks --environment prod', [new Option('--show', options.showValues()), ...this.loginOptions()]);
  }

  /**
   * Adds a command with the options that all commands take.
   *
   * @param example one that works, without the name of the program
   * @param argument what the command takes besides, as an option of that name
   * @returns the command, which takes no operands yet
   */
  private add(name: Name, example: string, own: readonly Option[] = [], argument?: Argument): Program {
    const { messages } = this;
    const command = this.program
      .command(name)
      .description(messages.commands[name]())
      .option('-e, --environment <name>', messages.options.environment())
      .option('-i, --identifier <identifier>', messages.options.identifier())
      .option('--region <region>', messages.options.region())
      .option('--profile <profile>', messages.options.profile())
      .option('--json', messages.options.json());
    own.forEach((option) => command.addOption(option));
    if (argument) command.addArgument(argument);
    return command
      .addHelpText('after', `\n${messages.help.example()}\n  $ npx --no-install oficina-postgres ${example}`)
      .action(async () => {
        const options = command.opts<ParsedOptions>();
        this.exitCode = await this.runner(name, { ...options, ...operandsOf(command, argument) });
      });
  }

  /** The options of commands that log in to the database: `ConnectionOptions`. */
  private loginOptions(): Option[] {
    const { options } = this.messages;
    return [
      new Option('--user <name>', options.user()),
      new Option('--iam', options.iam()),
      new Option('--via <way>', options.via()),
    ];
  }

  /** An option whose value is a whole number from 1 on. */
  private number(flags: string, description: string, preset: number | undefined, highest: number): Option {
    return new Option(flags, description).default(preset).argParser((text) => {
      const value = Number(text);
      if (Number.isInteger(value) && value >= 1 && value <= highest) return value;
      throw new InvalidArgumentError(this.messages.failures.notInRange(highest));
    });
  }
}

/** What follows the options of a command: the argument that it names, or operands for another program. */
function operandsOf({ args }: Program, argument?: Argument): Record<string, unknown> {
  if (argument) return { [argument.name()]: args[0] };
  return args.length > 0 ? { operands: args } : {};
}
