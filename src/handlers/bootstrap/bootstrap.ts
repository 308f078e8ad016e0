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

/** A deployment's SQL, and where it runs. */
export interface Bootstrap extends MasterLogin {
  readonly scripts: readonly Script[];
  readonly users: readonly ApplicationUser[];
  readonly log: Log;
}

/** What a deployment has done to the database. */
export interface BootstrapResult {
  /** Names of the scripts that have run now. */
  readonly applied: string[];
}

/** A server that ends the connection again and again does so because of what runs on it. */
const RECONNECTS = 3;

/**
 * Brings a database to what a deployment describes: the library's own script, the users with their passwords, then the other scripts, in order, each once.
 * Everything that has been done is found done the next time, so that a deployment can be repeated after any error.
 *
 * @throws `BootstrapError`
 */
export async function bootstrap(deployment: Bootstrap): Promise<BootstrapResult> {
  const applied: string[] = [];
  for (let reconnects = 0; ; reconnects++) {
    try {
      await bringUp(deployment, applied);
      return { applied };
    } catch (error) {
      const goesOn =
        error instanceof BootstrapError &&
        error.mayBeRepeated &&
        reconnects < RECONNECTS &&
        Date.now() < deployment.deadline;
      if (!goesOn) throw error;
      deployment.log('ConnectionLost', { reason: error.message });
    }
  }
}

async function bringUp(deployment: Bootstrap, applied: string[]): Promise<void> {
  const lock = new DeploymentLock(await openAsMaster(deployment), deployment.deadline);
  try {
    await bringUpUnder(lock, deployment, applied);
  } finally {
    await lock.close();
  }
}

async function bringUpUnder(lock: DeploymentLock, deployment: Bootstrap, applied: string[]): Promise<void> {
  const session = new MasterSession(await openAsMaster(deployment), lock, deployment.deadline, deployment.log);
  try {
    await session.cleanUp();
    await session.lock();
    const pending = await pendingScripts(session, deployment.scripts);
    const run = async (scripts: CheckedScript[]) => {
      for (const script of scripts) if (await runScript(session, script, deployment.log)) applied.push(script.name);
    };
    await run(pending.filter(({ repeatable }) => repeatable));
    await ensureUsers(session, deployment);
    await run(pending.filter(({ repeatable }) => !repeatable));
  } catch (error) {
    throw error instanceof BootstrapError ? error : new BootstrapError(describeError(error), error);
  } finally {
    await session.close(); // which rolls back
  }
}

/** Nothing runs as long as any of the scripts cannot. */
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
    if (await ensurePassword(session, user, deployment)) deployment.log('PasswordSet', { user: user.name });
  }
}
