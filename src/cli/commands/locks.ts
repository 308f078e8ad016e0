import { Command, CommandContext } from '../command-context';
import { exitCodeOf, Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { wrap } from '../output/wrap';
import { ConnectionOptions } from '../postgres/connection';
import { inspect } from '../postgres/inspection';
import {
  Blocker,
  blockersOf,
  endingStatement,
  idleInTransaction,
  PREPARED_TRANSACTION,
  Session,
} from '../statements/lock-waits';
import { maskStatement } from '../statements/masked-statement';
import { lockSessions, seesAllSessions } from '../statements/sessions';

/** The options of `locks`. */
export interface LocksOptions extends ConnectionOptions {
  /** Statements with their literals. */
  readonly show?: boolean;
}

/** Whoever waits this long is noticed by users. */
const LONG_WAIT_SECONDS = 60;

/** A transaction that is idle this long keeps VACUUM from its work, and perhaps a pool from its connection. */
const LONG_IDLE_SECONDS = 300;

const WIDEST = 120;
const LONGEST_STATEMENT = 300;

/** `locks`: who waits for whom, and the statement that would end it. It is printed, and never run. Reads only. */
export const run: Command<LocksOptions> = async (context, options) => {
  const { terminal, locale } = context;
  const texts = diagnosisMessages(locale).locks;
  const { identifier } = context;
  const sessions = await terminal.progress(texts.asking(identifier), async () => {
    const found = await inspect(context, options, async (client) => {
      if (!(await seesAllSessions(client))) terminal.note(texts.ownOnly());
      return lockSessions(client);
    });
    return found.map((session) => ({ ...session, query: shown(session.query, options) }));
  });
  const blockers = blockersOf(sessions);
  const idle = idleInTransaction(sessions);
  const prepared = sessions.filter(({ blockedBy }) => blockedBy.includes(PREPARED_TRANSACTION));
  const level = levelOf(sessions, idle);
  terminal.result(
    {
      identifier,
      level,
      blockers: blockers.map(({ session, waiting }) => ({ ...session, end: endingStatement(session), waiting })),
      waitingForPreparedTransactions: prepared,
      idleInTransaction: idle.map((session) => ({ ...session, end: endingStatement(session) })),
    },
    () => {
      const parts = blockers.map((blocker) => describeBlocker(context, blocker));
      if (prepared.length > 0) {
        const waiting = prepared.map((session) => describeWaiting(context, session));
        parts.push([wrap(texts.prepared(), width(context)), ...waiting].join('\n'));
      }
      if (idle.length > 0) {
        const lines = idle.map((session) => describeIdle(context, session));
        parts.push([terminal.bold(texts.idle()), ...lines].join('\n'));
      }
      return parts.length === 0 ? texts.none() : parts.join('\n\n');
    },
  );
  return exitCodeOf(level);
};

/** The statement of a session. What it has in literals may be data of people, unless the user asks for it. */
function shown(query: string, { show }: LocksOptions): string {
  return show ? query.trim() : maskStatement(query);
}

function levelOf(sessions: readonly Session[], idle: readonly Session[]): Level {
  const waits = sessions.filter(({ blockedBy }) => blockedBy.length > 0);
  if (waits.some(({ waitSeconds }) => (waitSeconds ?? 0) >= LONG_WAIT_SECONDS)) return Level.CRITICAL;
  const isIdleLong = idle.some(({ stateSeconds }) => (stateSeconds ?? 0) >= LONG_IDLE_SECONDS);
  return waits.length > 0 || isIdleLong ? Level.WARNING : Level.OK;
}

function width({ terminal }: CommandContext): number {
  return Math.min(WIDEST, terminal.columns);
}

function nameOf({ pid, user, application, client, database }: Session): string {
  const from = [application, client].filter(Boolean).join(', ');
  return `${pid} ${user ?? '-'}@${database ?? '-'}${from ? ` (${from})` : ''}`;
}

function cut(statement: string): string {
  return statement.length > LONGEST_STATEMENT ? `${statement.slice(0, LONGEST_STATEMENT)} …` : statement;
}

function describeBlocker(context: CommandContext, { session, waiting }: Blocker): string {
  const { terminal, locale } = context;
  const texts = diagnosisMessages(locale).locks;
  const { state, stateSeconds, transactionSeconds, query } = session;
  const level = levelOf(waiting, []);
  const age = texts.age(
    state ?? '?',
    locale.duration(stateSeconds ?? 0),
    transactionSeconds === null ? undefined : locale.duration(transactionSeconds),
  );
  return [
    wrap(`${terminal.sign(level)} ${terminal.bold(nameOf(session))} · ${age}`, width(context), 2),
    terminal.dim(wrap(`  ${cut(query)}`, width(context))),
    `  ${texts.blocks(waiting.length)}`,
    ...waiting.map((each) => describeWaiting(context, each)),
    // In one line, so that it can be copied.
    `  ${texts.end()}\n${endingStatement(session)}`,
  ].join('\n');
}

function describeWaiting(context: CommandContext, session: Session): string {
  const { terminal, locale } = context;
  const { waitsFor, waitSeconds, query } = session;
  const waits = diagnosisMessages(locale).locks.waits(waitsFor ?? '?', locale.duration(waitSeconds ?? 0));
  return [
    wrap(`  - ${nameOf(session)} · ${waits}`, width(context)),
    terminal.dim(wrap(`    ${cut(query)}`, width(context))),
  ].join('\n');
}

function describeIdle(context: CommandContext, session: Session): string {
  const { terminal, locale } = context;
  const { state, stateSeconds, query } = session;
  const level = levelOf([], [session]);
  const duration = locale.duration(stateSeconds ?? 0);
  return [
    wrap(`${terminal.sign(level)} ${nameOf(session)} · ${state} ${duration}`, width(context), 2),
    terminal.dim(wrap(`  ${cut(query)}`, width(context))),
    endingStatement(session),
  ].join('\n');
}
