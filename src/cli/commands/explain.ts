import { ALARM_CATALOGUE, AlarmEntry, alarmIds } from '../../monitoring/alarm-catalogue';
import { closest } from '../../validation/closest';
import { alarmState, describeState, lastValues, levelOf } from '../alarms/alarm-state';
import { Command, CommandContext } from '../command-context';
import { exitCodeOf } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { renderMarkdown } from '../output/markdown';
import { fillIn, functionsFor, valuesOf } from '../runbook/commands-for';
import { readRunbook } from '../runbook/runbook';

/** The argument of `explain`. */
export interface ExplainOptions {
  readonly alarm: string;
}

/** `explain`: how an alarm of the database stands, what it means, and what to do, with the commands filled in. */
export const run: Command<ExplainOptions> = async (context, { alarm: named }) => {
  const { locale, terminal } = context;
  const texts = diagnosisMessages(locale).explain;
  const entry = entryOf(context, named);
  const database = await contextOf(context, named, entry).database();
  const { identifier, region, instance } = database;
  const state = await terminal.progress(texts.looking(`${identifier}-${entry.id}`), () => alarmState(database, entry));
  const level = levelOf(state);
  const { alarm, name } = state;

  const runbook = readRunbook();
  const values = valuesOf(database);
  const section = fillIn(runbook.alarms[entry.id], values);
  const functions = functionsFor(section, runbook.functions);
  const called = functions === '' ? '' : fillIn(`\`\`\`sh\n${functions}\n\`\`\``, values);
  terminal.result(
    {
      alarm: name,
      id: entry.id,
      region,
      severity: entry.severity,
      meaning: entry.meaning,
      level,
      state: alarm?.StateValue ?? null,
      since: alarm?.StateUpdatedTimestamp ?? null,
      reason: alarm?.StateReason ?? null,
      threshold: alarm?.Threshold ?? null,
      lastValues: lastValues(state),
      instanceStatus: instance.DBInstanceStatus,
      runbook: section,
      functions: called || null,
    },
    () => {
      const base = /(https?:\S+)#\S*$/.exec(alarm?.AlarmDescription ?? '')?.[1];
      const write = (markdown: string) => renderMarkdown(markdown, terminal, linkTo(base));
      const parts = [
        terminal.bold(`${name} · ${region}`),
        describeState(context, state),
        texts.instance(instance.DBInstanceStatus ?? '?'),
        write(section),
      ];
      if (called) parts.push(terminal.bold(texts.functions()), write(called));
      return parts.join('\n\n');
    },
  );
  if (locale.name !== 'en') terminal.note(texts.englishOnly());
  return exitCodeOf(level);
};

/** The alarm of the catalogue with this id, or whose name in CloudWatch this is. */
function entryOf(context: CommandContext, named: string): AlarmEntry {
  const lower = named.toLowerCase();
  const found = ALARM_CATALOGUE.find(({ id }) => `-${lower}`.endsWith(`-${id.toLowerCase()}`));
  if (found) return found;
  const texts = diagnosisMessages(context.locale).explain;
  const like = closest(named, alarmIds());
  throw context.wrong(texts.unknown(named, like ? texts.didYouMean(like) : texts.known(alarmIds())));
}

/** The name of an alarm begins with the identifier of its database: no option has to name that again. */
function contextOf(context: CommandContext, named: string, { id }: AlarmEntry): CommandContext {
  if (named.length === id.length) return context;
  const identifier = named.slice(0, -id.length - 1);
  if (context.namesDatabase && context.identifier !== identifier.toLowerCase()) {
    throw context.wrong(diagnosisMessages(context.locale).explain.otherDatabase(named, context.identifier));
  }
  return context.for(identifier);
}

/** Links lead to other alarms, which the text names, or to other sections and pages, whose address has to be shown. */
function linkTo(runbook: string | undefined) {
  return (text: string, target: string) => {
    const isAlarm = alarmIds().some((id) => target === `#${id.toLowerCase()}`);
    if (isAlarm) return text;
    if (target.startsWith('http')) return `${text} (${target})`;
    return runbook && target.startsWith('#') ? `${text} (${runbook}${target})` : text;
  };
}
