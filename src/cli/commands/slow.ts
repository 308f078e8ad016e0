import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { isNotFound } from '../aws/aws-failure';
import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { diagnosisMessages } from '../messages/diagnosis';
import { wrap } from '../output/wrap';
import { ConnectionOptions } from '../postgres/connection';
import { inspect } from '../postgres/inspection';
import { CountedStatements, countedStatements } from '../statements/counted-statements';
import { LoggedStatements } from '../statements/logged-statements';
import { StatementTimes } from '../statements/statement-times';

/** The options of `slow`. */
export interface SlowOptions extends ConnectionOptions {
  readonly hours: number;
  readonly limit: number;
}

/** Longer statements are cut off for people; a program gets all of them. */
const LONGEST_STATEMENT = 400;

const WIDEST = 120;

/** `slow`: the statements that have cost most, by the statistics of the database, or else by its log. Reads only. */
export const run: Command<SlowOptions> = async (context, options) => {
  const { terminal, locale } = context;
  const texts = diagnosisMessages(locale).slow;
  const { identifier } = context;
  const counted = await terminal.progress(texts.asking(identifier), () => statistics(context, options));
  const { statements, since } = counted ?? (await logged(context, options));
  const source = counted ? 'pg_stat_statements' : 'log';
  terminal.result({ identifier, source, since: since ?? null, statements }, () => {
    if (statements.length === 0) return counted ? texts.nothingCounted() : texts.nothingLogged(options.hours);
    const total = statements.reduce((sum, { totalMillis }) => sum + totalMillis, 0);
    const title = counted ? texts.counted(since && locale.time(since)) : texts.logged(options.hours);
    const lines = statements.map((each, at) => describe(context, each, at + 1, total));
    return [terminal.bold(title), ...lines].join('\n\n');
  });
  return ExitCode.OK;
};

/**
 * Undefined if the database has no statistics, or cannot be asked: its log may still be read. What the user has to
 * mend, such as a wrong option, is no reason to look elsewhere.
 */
async function statistics(context: CommandContext, options: SlowOptions): Promise<CountedStatements | undefined> {
  const texts = diagnosisMessages(context.locale).slow;
  try {
    const counted = await inspect(context, options, (client) => countedStatements(client, options.limit));
    if (!counted) context.terminal.note(texts.notCounted());
    return counted;
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exitCode !== ExitCode.FAILED) throw error;
    context.terminal.note(texts.notAsked(error.message));
    return undefined;
  }
}

async function logged(context: CommandContext, { hours, limit }: SlowOptions) {
  const { account, identifier, terminal, locale, messages } = context;
  const group = `/aws/rds/instance/${identifier}/postgresql`;
  const since = new Date(Date.now() - hours * 3_600_000);
  const statements = new LoggedStatements();
  await terminal.progress(diagnosisMessages(locale).slow.reading(group), async () => {
    const pages = paginateFilterLogEvents(
      { client: account.logs() },
      { logGroupName: group, startTime: since.getTime(), filterPattern: '"duration:"' },
    );
    try {
      for await (const { events = [] } of pages) {
        for (const { message = '' } of events) statements.add(message);
      }
    } catch (error) {
      if (!isNotFound(error)) throw error;
      throw new CommandFailure(messages.logs.noGroup(group), ExitCode.REFUSED);
    }
  });
  return { since, statements: statements.worst(limit) };
}

function describe({ terminal, locale }: CommandContext, times: StatementTimes, place: number, total: number): string {
  const { statement, calls, totalMillis, meanMillis, maxMillis, rows, user } = times;
  const texts = diagnosisMessages(locale).slow;
  const time = (millis: number) => locale.duration(millis / 1_000);
  const share = locale.number((100 * totalMillis) / (total || 1));
  const figures = [
    texts.total(time(totalMillis), share),
    texts.calls(calls, locale.number(calls)),
    texts.mean(time(meanMillis)),
    texts.max(time(maxMillis)),
    ...(rows === undefined ? [] : [texts.rows(rows, locale.number(rows))]),
    ...(user ? [user] : []),
  ];
  const width = Math.min(WIDEST, terminal.columns);
  const cut = statement.length > LONGEST_STATEMENT ? `${statement.slice(0, LONGEST_STATEMENT)} …` : statement;
  return `${wrap(`${place}. ${figures.join(' · ')}`, width)}\n${terminal.dim(wrap(`   ${cut}`, width))}`;
}
