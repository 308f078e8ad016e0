import { DescribeSecretCommand, DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import { secretKeyArn } from './key-arn';
import { secretsOfState, StateResource } from './terraform-state';
import { isNotFound } from '../aws/aws-failure';
import { Database } from '../aws/database';
import { readSecret } from '../aws/secret';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { connect, disconnect } from '../postgres/connection';
import { Login } from '../postgres/login';
import { explainPostgres, isUnreachable } from '../postgres/postgres-failure';
import { openWay } from '../postgres/way';

/** The secret of the master user, without what it holds. */
export interface FoundSecret {
  readonly arn: string;
  readonly name: string;
  /** Undefined if it has the key of Secrets Manager. */
  readonly keyArn?: string;
  readonly rotates: boolean;
  readonly rotationFunctionArn?: string;
  /** Whether a rotation goes on, or has stopped in the middle. */
  readonly hasPendingVersion: boolean;
}

/** Where to look for the secret, and how to try it. */
export interface SecretOptions {
  /** Name or ARN. */
  readonly secret?: string;
  readonly via?: string;
  readonly skipLogin?: boolean;
}

/**
 * The secret of the master user: the named one, else that with the name of the instance, else that of the state.
 *
 * @throws CommandFailure if there is none, and if there are several
 */
export async function findSecret(
  context: CommandContext,
  database: Database,
  named: string | undefined,
  state: readonly StateResource[] = [],
): Promise<FoundSecret> {
  const { identifier } = database;
  const texts = context.messages.adopt;
  const found = await describe(context, named ?? identifier);
  if (found) return factsOf(context, database, found);
  if (named !== undefined) throw refused(texts.noNamedSecret(named));
  const arns = secretsOfState(state, identifier);
  if (arns.length > 1) throw refused(texts.severalSecrets(arns));
  const ofState = arns.length === 1 ? await describe(context, arns[0]) : undefined;
  if (!ofState) throw refused(texts.noSecret(identifier));
  return factsOf(context, database, ofState);
}

async function describe({ account }: CommandContext, id: string): Promise<DescribeSecretResponse | undefined> {
  try {
    return await account.secretsManager().send(new DescribeSecretCommand({ SecretId: id }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

async function factsOf(
  context: CommandContext,
  database: Database,
  secret: DescribeSecretResponse,
): Promise<FoundSecret> {
  const versions = Object.values(secret.VersionIdsToStages ?? {});
  return {
    arn: secret.ARN!,
    name: secret.Name!,
    keyArn: await secretKeyArn(context, database, secret.KmsKeyId),
    rotates: secret.RotationEnabled ?? false,
    rotationFunctionArn: secret.RotationLambdaARN || undefined,
    hasPendingVersion: versions.some((stages) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT')),
  };
}

/** A login that has failed. */
export class LoginFailure extends CommandFailure {
  constructor(
    message: string,
    /** Whether PostgreSQL has not even been asked. */
    readonly isUnanswered: boolean,
  ) {
    super(message, ExitCode.REFUSED);
  }
}

/**
 * The login that a secret holds, for the database of the clients.
 *
 * @throws CommandFailure for a secret without a login, and for that of another user than the master user
 */
export async function loginIn(context: CommandContext, { instance }: Database, secret: FoundSecret): Promise<Login> {
  const texts = context.messages.adopt;
  const { username, password, dbname } = await readSecret(context, secret.arn);
  if (typeof username !== 'string' || typeof password !== 'string') throw refused(texts.noLogin(secret.name));
  const master = instance.MasterUsername ?? '';
  if (username !== master) throw refused(texts.otherUser(secret.name, username, master));
  const named = typeof dbname === 'string' && dbname !== '' ? dbname : undefined;
  return { username, password, database: named ?? (instance.DBName || 'postgres') };
}

/** Logs in and out. @throws LoginFailure */
export async function tryLogin(
  context: CommandContext,
  database: Database,
  login: Login,
  via: string | undefined,
): Promise<void> {
  const way = await openWay(context, database, via);
  try {
    await disconnect(await connect(context, way, login));
  } catch (error) {
    const { message } = explainPostgres(error, `${way.host}:${way.port}`, login.username, context.messages);
    throw new LoginFailure(message, isUnreachable(error));
  } finally {
    await way.close();
  }
}

function refused(message: string): CommandFailure {
  return new CommandFailure(message, ExitCode.REFUSED);
}
