import { createReadStream } from 'fs';
import { BootstrapError } from './bootstrap-error';
import { InvalidIndexes } from './invalid-indexes';
import { appliedScripts, isPending, recordScript } from './ledger';
import { Log } from '../log';
import { MasterSession } from './master-session';
import { CheckedScript } from './script-check';
import { describeError, errorDetails } from './server-error';
import { sqlStatements } from './sql-statements';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { SEARCH_PATH } from '../postgres/connection';

/**
 * How scripts of a team begin. What they do not qualify, they make where its users look for it; and it belongs to the group, so that a user with the privileges of
 * an owner can change it later. Only the owner of a table can do that: the master user's would be nobody else's.
 */
const TEAM_ROLE = 'oficina_owner';
const AS_TEAM = `SET search_path = oficina, public; SET ROLE ${TEAM_ROLE}`;
const AS_MASTER = `SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; SET search_path = ${SEARCH_PATH}`;

/**
 * Runs a script and records it, unless it has run: in one transaction, or each statement by itself where the file wants that.
 *
 * @returns whether it has run now
 * @throws `BootstrapError` with file and line
 */
export async function runScript(session: MasterSession, script: CheckedScript, log: Log): Promise<boolean> {
  await session.cleanUp();
  await session.lock(); // the connection that holds it may be lost
  if (!isPending(script, await appliedScripts(session))) return false;
  await (script.transactional ? runInTransaction : runByStatement)(session, script, log);
  log('ScriptApplied', { name: script.name, checksum: script.checksum, statements: script.statements });
  return true;
}

async function runInTransaction(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  await asTeam(session, script);
  await session.query('BEGIN');
  for await (const statement of sqlStatements(createReadStream(script.path))) {
    await runStatement(session, script, statement, log);
    if (session.transactionStatus !== 'T') {
      throw new BootstrapError(
        `${script.name}:${statement.line}: this statement has ended the transaction of the file: what ran before it may stay, ` +
          'and the file is not recorded; leave the COMMIT or ROLLBACK out of what it calls, or begin the file with the line "-- oficina: no-transaction"',
      );
    }
  }
  await asMaster(session, script, log);
  await finish(session, script, log);
}

async function runByStatement(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  let run = 0;
  let kept = 0;
  let indexes = false;
  const watch = await InvalidIndexes.before(session);
  await asTeam(session, script);
  try {
    for await (const statement of sqlStatements(createReadStream(script.path))) {
      indexes = watch.see(statement);
      await runStatement(session, script, statement, log);
      run++;
      if (session.transactionStatus === 'I') kept = run;
    }
    if (session.transactionStatus !== 'I') {
      throw new BootstrapError(
        `${script.name}: the file begins a transaction and does not end it; write COMMIT at its end`,
      );
    }
    indexes = true;
    await asMaster(session, script, log);
    await watch.refuse(session, script.name);
    indexes = false;
    await session.query('BEGIN');
    await finish(session, script, log);
  } catch (error) {
    const stay =
      kept === 0
        ? 'Nothing that ran before it stays'
        : `The first ${kept} of its ${script.statements} statements have run and stay`;
    // An index whose making fails stays, and IF NOT EXISTS takes it for the one that is wanted.
    const repeatable = indexes
      ? 'DROP INDEX CONCURRENTLY IF EXISTS x; CREATE INDEX CONCURRENTLY x: one that cannot be finished stays, invalid'
      : 'IF NOT EXISTS';
    throw new BootstrapError(
      `${(error as Error).message}. ${stay}, as the file runs without a transaction: ` +
        `the next deployment runs all of it again, so write them to be repeatable (${repeatable})`,
    );
  }
}

async function runStatement(
  session: MasterSession,
  { name: file, repeatable }: CheckedScript,
  statement: SqlStatement,
  log: Log,
): Promise<void> {
  try {
    await session.run(statement, { file, trusted: repeatable, statement });
  } catch (error) {
    const message = describeError(error, {
      file,
      statement,
      trusted: repeatable,
      asGroup: repeatable ? undefined : TEAM_ROLE,
    });
    log('StatementFailed', { ...errorDetails(error), file, line: statement.line, reason: message });
    throw new BootstrapError(message, error);
  }
}

async function asTeam(session: MasterSession, script: CheckedScript): Promise<void> {
  if (!script.repeatable) await session.query(AS_TEAM);
}

/** The script is another role, which must not write to the ledger, and looks names up where others may define them. */
async function asMaster(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  await atItsEnd(script, log, () => session.query(AS_MASTER));
}

async function finish(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  await atItsEnd(script, log, async () => {
    await recordScript(session, script, script.statements);
    await session.query('COMMIT'); // constraints that are deferred are looked at here
  });
}

async function atItsEnd(script: CheckedScript, log: Log, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = `${script.name}: at its end: ${describeError(error, undefined, script.repeatable)}`;
    log('ScriptFailed', { ...errorDetails(error), file: script.name, reason: message });
    throw new BootstrapError(message, error);
  }
}
