import { createReadStream } from 'fs';
import { BootstrapError } from './bootstrap-error';
import { InvalidIndexes } from './invalid-indexes';
import { appliedScripts, isPending, recordScript } from './ledger';
import { Log } from '../log';
import { MasterSession } from './master-session';
import { CheckedScript } from './script-check';
import { describeError, errorDetails, StatementPlace } from './server-error';
import { sqlStatements } from './sql-statements';
import { SqlStatement } from '../../bootstrap/sql/statement-scanner';
import { SEARCH_PATH } from '../postgres/connection';

/**
 * The group that the scripts of `bootstrapSql` run as. What they create belongs to the group, so that every user with
 * the privilege `owner` can alter it later: only the owner of a table can alter it.
 */
const OWNER_GROUP = 'oficina_owner';
/** Names without a schema are created in the schema in which application users look them up. */
const BECOME_OWNER_GROUP = `SET search_path = oficina, public; SET ROLE ${OWNER_GROUP}`;
const BECOME_MASTER = `SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; SET search_path = ${SEARCH_PATH}`;

/**
 * Runs a script and records it, unless it has run before: in one transaction, or statement by statement if the file
 * asks for that.
 *
 * @returns whether the script has run now
 * @throws `BootstrapError` with file and line
 */
export async function runScript(session: MasterSession, script: CheckedScript, log: Log): Promise<boolean> {
  await session.cleanUp();
  await session.lock(); // the connection that holds it may be lost
  if (!isPending(script, await appliedScripts(session))) return false;
  if (script.transactional) {
    await runInTransaction(session, script, log);
  } else {
    await runByStatement(session, script, log);
  }
  log('ScriptApplied', { name: script.name, checksum: script.checksum, statements: script.statements });
  return true;
}

async function runInTransaction(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  await becomeOwnerGroup(session, script);
  await session.query('BEGIN');
  for await (const statement of sqlStatements(createReadStream(script.path))) {
    await runStatement(session, script, statement, log);
    if (session.transactionStatus !== 'T') {
      throw new BootstrapError(
        `${script.name}:${statement.line}: this statement has ended the transaction of the file: ` +
          'what ran before it may stay, and the file is not recorded; ' +
          'leave the COMMIT or ROLLBACK out of what it calls, ' +
          'or begin the file with the line "-- oficina: no-transaction"',
      );
    }
  }
  await becomeMaster(session, script, log);
  await recordAndCommit(session, script, log);
}

async function runByStatement(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  let executed = 0;
  let committed = 0;
  let mayLeaveInvalidIndex = false;
  const invalidIndexes = await InvalidIndexes.before(session);
  await becomeOwnerGroup(session, script);
  try {
    for await (const statement of sqlStatements(createReadStream(script.path))) {
      mayLeaveInvalidIndex = invalidIndexes.record(statement);
      await runStatement(session, script, statement, log);
      executed++;
      if (session.transactionStatus === 'I') committed = executed;
    }
    if (session.transactionStatus !== 'I') {
      throw new BootstrapError(
        `${script.name}: the file begins a transaction and does not end it; write COMMIT at its end`,
      );
    }
    mayLeaveInvalidIndex = true;
    await becomeMaster(session, script, log);
    await invalidIndexes.refuse(session, script.name);
    mayLeaveInvalidIndex = false;
    await session.query('BEGIN');
    await recordAndCommit(session, script, log);
  } catch (error) {
    throw explainPartialRun(error as Error, script, committed, mayLeaveInvalidIndex);
  }
}

/** The error, with what stays in the database and how to make the file repeatable. */
function explainPartialRun(
  error: Error,
  script: CheckedScript,
  committed: number,
  mayLeaveInvalidIndex: boolean,
): BootstrapError {
  const remains =
    committed === 0
      ? 'Nothing that ran before it stays'
      : `The first ${committed} of its ${script.statements} statements have run and stay`;
  // A failed build leaves an invalid index, which IF NOT EXISTS would take for the wanted one.
  const howToRepeat = mayLeaveInvalidIndex
    ? 'DROP INDEX CONCURRENTLY IF EXISTS x; CREATE INDEX CONCURRENTLY x: an index whose build fails stays, invalid'
    : 'IF NOT EXISTS';
  return new BootstrapError(
    `${error.message}. ${remains}, as the file runs without a transaction: ` +
      `the next deployment runs all of it again, so write its statements to be repeatable (${howToRepeat})`,
  );
}

async function runStatement(
  session: MasterSession,
  script: CheckedScript,
  statement: SqlStatement,
  log: Log,
): Promise<void> {
  const isOwnScript = script.repeatable; // only the library's own scripts are repeatable
  const place: StatementPlace = {
    file: script.name,
    statement,
    trusted: isOwnScript,
    asGroup: isOwnScript ? undefined : OWNER_GROUP,
  };
  try {
    await session.run(statement, place);
  } catch (error) {
    const message = describeError(error, place);
    log('StatementFailed', { ...errorDetails(error), file: script.name, line: statement.line, reason: message });
    throw new BootstrapError(message, error);
  }
}

async function becomeOwnerGroup(session: MasterSession, script: CheckedScript): Promise<void> {
  if (!script.repeatable) await session.query(BECOME_OWNER_GROUP);
}

/**
 * Returns to the master user and the safe search_path. The group may not write to the ledger, and its search_path has
 * schemas in which others may define names.
 */
async function becomeMaster(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  await finishing(script, log, () => session.query(BECOME_MASTER));
}

async function recordAndCommit(session: MasterSession, script: CheckedScript, log: Log): Promise<void> {
  await finishing(script, log, async () => {
    await recordScript(session, script, script.statements);
    await session.query('COMMIT'); // deferred constraints are checked here
  });
}

/** Runs a step after the last statement of a script, and says so when it fails. */
async function finishing(script: CheckedScript, log: Log, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = `${script.name}: at its end: ${describeError(error, undefined, script.repeatable)}`;
    log('ScriptFailed', { ...errorDetails(error), file: script.name, reason: message });
    throw new BootstrapError(message, error);
  }
}
