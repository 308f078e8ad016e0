import { setTimeout as sleep } from 'timers/promises';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { isNotFound } from '../aws/aws-failure';
import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/** The options of `logs`. */
export interface LogsOptions {
  readonly minutes: number;
  readonly filter?: string;
  readonly follow?: boolean;
}

const PAUSE_MILLIS = 2_000;

/** CloudWatch takes events late, and out of order: each look goes back this far. */
const OVERLAP_MILLIS = 60_000;

/** `logs`: PostgreSQL's log, as RDS exports it to CloudWatch. */
export const run: Command<LogsOptions> = async (context, options) => {
  const group = `/aws/rds/instance/${context.identifier}/postgresql`;
  const printed = new Set<string>();
  let since = Date.now() - options.minutes * 60_000;
  do {
    const latest = await printSince(context, group, since, options.filter, printed);
    since = Math.max(since, latest - OVERLAP_MILLIS);
    if (options.follow) await sleep(PAUSE_MILLIS);
  } while (options.follow);
  return ExitCode.OK;
};

/** Prints what has not been printed yet, and returns the time of the latest event. */
async function printSince(
  { account, terminal, messages }: CommandContext,
  group: string,
  since: number,
  filter: string | undefined,
  printed: Set<string>,
): Promise<number> {
  let latest = since;
  try {
    const pages = paginateFilterLogEvents(
      { client: account.logs() },
      { logGroupName: group, startTime: since, filterPattern: filter },
    );
    for await (const { events = [] } of pages) {
      for (const { eventId: id = '', timestamp = 0, message = '' } of events) {
        if (printed.has(id)) continue;
        printed.add(id);
        latest = Math.max(latest, timestamp);
        terminal.line({ time: new Date(timestamp), message }, message.trimEnd());
      }
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandFailure(messages.logs.noGroup(group), ExitCode.REFUSED);
  }
  return latest;
}
