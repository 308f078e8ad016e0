import { ApplicationUser } from './application-user';
import { BootstrapError } from './bootstrap-error';
import { DeploymentLock } from './deployment-lock';
import { appliedScripts, isPending } from './ledger';
import { Log } from '../log';
import { MasterLogin, openAsMaster } from './master-login';
import { MasterSession } from './master-session';
import { refusePastExpiries } from './role-expiry';
import { Script } from './script';
import { CheckedScript, checkScript } from './script-check';
import { runScript } from './script-run';
import { describeError } from './server-error';
import { ensurePassword } from './user-password';
import { ensureRoles } from './user-roles';

/** The SQL and users of a deployment, and the database that they are for. */
export interface Bootstrap extends MasterLogin {
  readonly scripts: readonly Script[];
  readonly users: readonly ApplicationUser[];
  readonly log: Log;
}

/** What a run has done to the database. */
export interface BootstrapResult {
  /** Names of the scripts that this run has applied. */
  readonly applied: string[];
}

/** Reconnects after a lost connection. A server that ends more connections does so because of what runs on it. */
const RECONNECTS = 3;

/**
 * Brings a database to the state that a deployment describes.
 *
 * It runs the library's own script, then creates the users with their passwords, then runs the other scripts in order,
 * each once. Finished work is recorded and skipped the next time, so a deployment can be repeated after any error.
 *
 * @throws `BootstrapError`
 */
export async function bootstrap(deployment: Bootstrap): Promise<BootstrapResult> {
  const applied: string[] = [];
  for (let reconnects = 0; ; reconnects++) {
    try {
      await runOnce(deployment, applied);
      return { applied };
    } catch (error) {
      const mayReconnect = reconnects < RECONNECTS && Date.now() < deployment.deadline;
      if (!(error instanceof BootstrapError && error.mayBeRepeated && mayReconnect)) throw error;
      deployment.log('ConnectionLost', { reason: error.message });
    }
  }
}

/** Runs all steps on new connections. Adds each script to `applied` as soon as it is committed. */
async function runOnce(deployment: Bootstrap, applied: string[]): Promise<void> {
  const lock = new DeploymentLock(await openAsMaster(deployment), deployment.deadline);
  try {
    await runWithLock(lock, deployment, applied);
  } finally {
    await lock.close();
  }
}

async function runWithLock(lock: DeploymentLock, deployment: Bootstrap, applied: string[]): Promise<void> {
  const session = new MasterSession(await openAsMaster(deployment), lock, deployment.deadline, deployment.log);
  const runScripts = async (scripts: CheckedScript[]) => {
    for (const script of scripts) {
      const hasRun = await runScript(session, script, deployment.log);
      if (hasRun) applied.push(script.name);
    }
  };
  try {
    await session.cleanUp();
    await session.lock();
    const pending = await pendingScripts(session, deployment.scripts);
    await runScripts(pending.filter(({ repeatable }) => repeatable));
    await ensureUsers(session, deployment);
    await runScripts(pending.filter(({ repeatable }) => !repeatable));
  } catch (error) {
    throw error instanceof BootstrapError ? error : new BootstrapError(describeError(error), error);
  } finally {
    await session.close(); // rolls back an open transaction
  }
}

/** The scripts that have to run. All are checked first: none runs if any of them cannot. */
async function pendingScripts(session: MasterSession, scripts: readonly Script[]): Promise<CheckedScript[]> {
  const recorded = await appliedScripts(session);
  const pending = scripts.filter((script) => isPending(script, recorded));
  const checked: CheckedScript[] = [];
  for (const script of pending) checked.push(await checkScript(script));
  for (const { name, expiries } of checked) await refusePastExpiries(session, name, expiries);
  return checked;
}

async function ensureUsers(session: MasterSession, deployment: Bootstrap): Promise<void> {
  await session.cleanUp();
  await ensureRoles(session, deployment.users);
  for (const user of deployment.users) {
    const wasSet = await ensurePassword(session, user, deployment);
    if (wasSet) deployment.log('PasswordSet', { user: user.name });
  }
}
