import { existsSync, mkdirSync, writeFileSync } from 'fs';
import * as path from 'path';
import { appFiles, environmentOf, recordOf, stackName } from './app-files';
import { factsOf } from './database-facts';
import { keyArn } from './key-arn';
import { livePicture } from './live-properties';
import { findSecret, FoundSecret, LoginFailure, loginIn, tryLogin } from './master-secret';
import { hasWayOut, parametersOf, Picture, subnetsOf, surroundingsOf } from './picture';
import { planText } from './plan-file';
import { refusalsOf, stackOf } from './refusals';
import { terraformCommands } from './terraform-commands';
import { addressesOf, readState } from './terraform-state';
import { ADOPTED_PROPERTIES } from '../../adoption/adopted-properties';
import { Database, describe } from '../aws/database';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { AdoptOptions } from './options';
import { ExitCode } from '../exit-code';
import { Login } from '../postgres/login';

const ENVIRONMENT = /^[a-z](-?[a-z0-9])*$/;
const LONGEST_ENVIRONMENT = 40;

/** `adopt`: reads the account, and writes an app that takes the instance over. */
export async function adoptInto(context: CommandContext, options: AdoptOptions): Promise<ExitCode> {
  const { terminal, messages, identifier } = context;
  const texts = messages.adopt;
  const environment = environmentFor(context, options);
  const folder = path.resolve(options.out ?? identifier);
  const state = options.tfstate === undefined ? undefined : readState(context, options.tfstate);

  await refuseOthers(context, stackName(environment));
  const database = await context.database();
  const secret = await findSecret(context, database, options.secret, state);
  const login = await loginIn(context, database, secret);
  const isProven = !options.skipLogin;
  if (isProven) {
    await terminal.progress(texts.loggingIn(secret.name), () => proveLogin(context, database, login, options.via));
  }
  const picture = await terminal.progress(texts.reading(identifier), () =>
    readPicture(context, database, secret, login.database, isProven),
  );
  requireComplete(context, picture);

  const addresses = state && addressesOf(state, factsOf(database, secret));
  const record = recordOf(picture, environment, new Date());
  const commands = addresses?.length ? terraformCommands(addresses, texts.terraformNotes()) : undefined;
  const plan = planText(context, picture, record, addresses, options.via);
  const files = appFiles(picture, record, plan, commands);
  write(context, folder, files);

  picture.surroundings.unread.forEach((reason) => terminal.note(reason));
  if (addresses?.length === 0) terminal.note(texts.stateHasNothing(options.tfstate!));
  if (!picture.instance.DeletionProtection) terminal.note(texts.protectFirst(identifier));
  if (!isProven) terminal.note(texts.plan.unproven());
  const names = Object.keys(files);
  const stack = record.stack;
  terminal.result({ ...record, folder, files: names, terraform: addresses ?? null, loginProven: isProven }, () =>
    [texts.written(folder, names), ...(commands ? [commands.trimEnd()] : []), texts.next(folder, stack)].join('\n\n'),
  );
  return isProven && picture.surroundings.unread.length === 0 ? ExitCode.OK : ExitCode.WARNING;
}

async function readPicture(
  context: CommandContext,
  database: Database,
  secret: FoundSecret,
  databaseName: string,
  isLoginProven: boolean,
): Promise<Picture> {
  const { instance } = database;
  const subnets = subnetsOf(instance);
  const { PerformanceInsightsEnabled: hasInsights, PerformanceInsightsKMSKeyId: insightsKey } = instance;
  return {
    database,
    instance,
    account: database.arn.split(':')[4],
    region: database.region,
    subnets,
    hasWayOut: await hasWayOut(database, subnets).catch(() => undefined), // whoever knows it can write it down
    parameters: await parametersOf(database),
    secret,
    storageKeyArn: await keyArn(context, database, instance.KmsKeyId ?? ''),
    performanceInsightsKeyArn: hasInsights && insightsKey ? await keyArn(context, database, insightsKey) : undefined,
    databaseName,
    isLoginProven,
    surroundings: await surroundingsOf(context, database),
  };
}

/** Logs in before anything is written. Whether to do without that where nothing answers is for somebody to decide. */
async function proveLogin(
  context: CommandContext,
  database: Database,
  login: Login,
  via: string | undefined,
): Promise<void> {
  try {
    await tryLogin(context, database, login, via);
  } catch (error) {
    if (!(error instanceof LoginFailure) || !error.isUnanswered) throw error;
    throw new CommandFailure(context.messages.adopt.loginUnproven(error.message), ExitCode.REFUSED);
  }
}

function environmentFor(context: CommandContext, { environment }: AdoptOptions): string {
  const name = environment ?? environmentOf(context.identifier);
  if (name === undefined) throw context.wrong(context.messages.adopt.noEnvironment(context.identifier));
  if (!ENVIRONMENT.test(name) || name.length > LONGEST_ENVIRONMENT) {
    throw context.wrong(context.messages.adopt.badEnvironment(name));
  }
  return name;
}

/** Stops at an instance that cannot be adopted, with every reason. */
async function refuseOthers({ account, messages, identifier }: CommandContext, stack: string): Promise<void> {
  const instance = await describe(account, identifier);
  if (!instance) return; // Database.find() says so
  const owner = stackOf(instance);
  const reasons = owner === stack ? [messages.adopt.isImported(stack)] : refusalsOf(instance, messages.adopt);
  if (reasons.length > 0) {
    throw new CommandFailure(messages.adopt.refused(identifier, reasons), ExitCode.REFUSED);
  }
}

/** Stops where RDS has left out something that CloudFormation would otherwise write at the import. */
function requireComplete({ messages }: CommandContext, { instance, subnets, database }: Picture): void {
  const live = livePicture(instance);
  const absent = Object.keys(ADOPTED_PROPERTIES).filter(
    (name) => ADOPTED_PROPERTIES[name].required && live[name] === undefined,
  );
  if (subnets.length === 0) absent.push('DBSubnetGroup');
  if (absent.length > 0) {
    const state = instance.DBInstanceStatus ?? '?';
    throw new CommandFailure(messages.adopt.incomplete(database.identifier, state, absent), ExitCode.REFUSED);
  }
}

/** Writes all files or none. A file that is there is somebody's work. */
function write({ messages }: CommandContext, folder: string, files: Readonly<Record<string, string>>): void {
  const present = Object.keys(files).filter((name) => existsSync(path.join(folder, name)));
  if (present.length > 0) {
    throw new CommandFailure(messages.adopt.filesExist(folder, present), ExitCode.REFUSED);
  }
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  }
}
