import { paginateDescribeEvents } from '@aws-sdk/client-rds';
import { Command } from '../command-context';
import { ExitCode } from '../exit-code';

/** The options of `events`. */
export interface EventsOptions {
  readonly hours: number;
}

/** `events`: what RDS says about the instance. It keeps events for 14 days. */
export const run: Command<EventsOptions> = async (context, { hours }) => {
  const { account, identifier, locale, terminal, messages } = context;
  const pages = paginateDescribeEvents(
    { client: account.rds() },
    { SourceType: 'db-instance', SourceIdentifier: identifier, Duration: hours * 60 },
  );
  const events: { time?: Date; message: string; categories: string[] }[] = [];
  for await (const { Events: page = [] } of pages) {
    for (const { Date: time, Message: message = '', EventCategories: categories = [] } of page) {
      events.push({ time, message, categories });
    }
  }
  terminal.result({ identifier, events }, () =>
    events.length === 0
      ? messages.events.none(identifier, hours)
      : terminal.table(
          messages.events.head(),
          events.map(({ time, message, categories }) => [
            time ? locale.time(time) : '-',
            categories.join(', '),
            message,
          ]),
        ),
  );
  return ExitCode.OK;
};
