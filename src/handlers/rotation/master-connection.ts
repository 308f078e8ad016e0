import { Client } from 'pg';
import { ifReadable } from './readable-versions';
import { log as writeLog, Log } from '../log';
import { Login } from '../postgres/connection';
import { connectUnlessRefused } from '../postgres/login-attempt';
import { SecretStore, SecretValue } from '../secrets/secret-store';

/** The order in which versions are tried. AWSCURRENT comes again: a rotation may finish after the first attempt. */
const STAGES = ['AWSCURRENT', 'AWSPENDING', 'AWSCURRENT', 'AWSPREVIOUS'];

/**
 * Logs in as the master user with the current password or, while that is being rotated, with the pending one. Versions
 * of the secret that cannot be read are skipped.
 *
 * @throws an error when no version works: why AWSCURRENT holds no login, or else that the database refuses each
 */
export async function connectAsMaster(
  store: SecretStore,
  masterSecretArn: string,
  connect: (login: Login) => Promise<Client>,
  log: Log = writeLog,
): Promise<Client> {
  let faultOfCurrent: Error | undefined;
  for (const stage of STAGES) {
    let readError: Error | undefined;
    const value = await ifReadable(store, masterSecretArn, { stage }, log, (error) => {
      readError = error;
    });
    const fault = readError ?? faultOf(value, masterSecretArn, stage);
    if (stage === 'AWSCURRENT') faultOfCurrent = fault;
    if (fault) continue;
    const { username, password } = value as unknown as Login;
    const client = await connectUnlessRefused(() => connect({ username, password }));
    if (client) return client;
  }
  // AWSCURRENT is the version to repair; that the others are refused is to be expected.
  if (faultOfCurrent) throw faultOfCurrent;
  throw new Error(
    `the database refuses the master user with the passwords of the secret ${masterSecretArn}; ` +
      'rotate that secret first, or set the password of its AWSCURRENT ' +
      'with aws rds modify-db-instance --master-user-password',
  );
}

/** Why a version of the master user's secret holds no login; undefined when it does. */
function faultOf(value: SecretValue | undefined, secretId: string, stage: string): Error | undefined {
  const fix = 'put the username and the password of the master user';
  if (!value) return new Error(`the secret ${secretId} has no value with the stage ${stage}; ${fix}`);
  const missing = ['username', 'password'].find((key) => typeof value[key] !== 'string' || value[key] === '');
  if (missing === undefined) return undefined;
  return new Error(
    `the secret ${secretId} must have a non-empty string in the key ${missing} at the stage ${stage}, ` +
      `and does not; ${fix}`,
  );
}
