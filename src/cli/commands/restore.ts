import {
  DBInstance,
  RestoreDBInstanceFromDBSnapshotCommand,
  RestoreDBInstanceToPointInTimeCommand,
} from '@aws-sdk/client-rds';
import { explainFailure, isOutOfReach } from '../aws/aws-failure';
import { Database, describe } from '../aws/database';
import { Command, CommandContext, IDENTIFIER } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { goingOn } from '../going-on';
import { confirm } from '../output/questions';
import { connect, disconnect } from '../postgres/connection';
import { readLogin } from '../postgres/login';
import { explainPostgres, refusesLogin } from '../postgres/postgres-failure';
import { openWay } from '../postgres/way';
import { InstanceSettings, SettingOptions, settingsOf } from '../restore/instance-settings';
import { checkSource, findSource, RestoreSource, SourceOptions } from '../restore/restore-source';
import { waitFor } from '../wait';

/** The options of `restore`. */
export interface RestoreOptions extends SourceOptions, SettingOptions {
  readonly to: string;
  readonly via?: string;
  readonly yes?: boolean;
}

/** An instance of many TiB takes hours. */
const WAIT_MILLIS = 24 * 3_600_000;

/** States that an instance does not leave by itself. */
const FAILED = /^(failed|incompatible-.*|inaccessible-.*|storage-full)$/;

/** Whether somebody logs in to the new instance with the secret of the source. */
type LoginState = 'works' | 'refused' | 'untried';

/**
 * `restore`: a new instance from a backup, beside the source. It never touches an instance that is there: RDS restores
 * into a new one only.
 */
export const run: Command<RestoreOptions> = async (context, options) => {
  const { account, identifier, terminal, messages } = context;
  const target = targetOf(context, options.to);
  checkSource(context, options);
  const region = await account.region();
  if (await describe(account, target)) {
    throw new CommandFailure(messages.restore.targetExists(target, region), ExitCode.REFUSED);
  }
  const data = await findSource(context, options);
  const source = await sourceInstance(context, options.fromRegion);
  const settings = settingsOf(context, data, source, options.fromRegion !== undefined, options);
  terminal.note(messages.restore.plan(target, region));
  terminal.note(terminal.table([], planRows(context, data, settings)));
  if (!source) terminal.note(messages.restore.sourceIsGone(identifier));
  await confirm(terminal, messages, messages.questions.goOn(), options.yes);
  await start(context, target, data, settings);
  await goingOn(context, messages.restore.goesOn(target), () => available(context, target));
  const database = await Database.find(account, target, messages);
  const login = await tryLogin(context, database, options.via);
  show(context, database, data, login);
  return ExitCode.OK;
};

function targetOf(context: CommandContext, named: string): string {
  const { identifier, messages } = context;
  const target = named.toLowerCase(); // as RDS writes it
  if (!IDENTIFIER.test(target)) throw context.wrong(messages.failures.badIdentifier(named));
  if (target === identifier) throw new CommandFailure(messages.restore.targetIsSource(target), ExitCode.REFUSED);
  return target;
}

/** The instance whose settings the new one gets; undefined if it is gone, or its region does not answer. */
async function sourceInstance(
  { account, identifier }: CommandContext,
  region: string | undefined,
): Promise<DBInstance | undefined> {
  try {
    return await describe(account, identifier, region);
  } catch (error) {
    // A region that is lost does not answer.
    if (region === undefined || !isOutOfReach(error)) throw error;
    return undefined;
  }
}

function planRows({ messages }: CommandContext, data: RestoreSource, settings: InstanceSettings): string[][] {
  const texts = messages.restore;
  const { labels } = texts;
  const storage = [data.gibibytes && `${data.gibibytes} GiB`, settings.StorageType].filter(Boolean).join(' ');
  return [
    [labels.source, data.description],
    [labels.class, settings.DBInstanceClass ?? texts.ofSource()],
    [labels.standby, texts.yesNo(settings.MultiAZ)],
    [labels.subnetGroup, settings.DBSubnetGroupName],
    [labels.securityGroups, settings.VpcSecurityGroupIds.join(', ')],
    [labels.parameterGroup, settings.DBParameterGroupName ?? texts.defaultGroup(data.engineVersion ?? '?')],
    [labels.key, data.isEncrypted ? (data.key ?? '?') : texts.unencrypted()],
    [labels.storage, storage],
    [labels.deletionProtection, texts.yesNo(settings.DeletionProtection)],
  ];
}

async function start(
  { account }: CommandContext,
  target: string,
  { parameters }: RestoreSource,
  settings: InstanceSettings,
): Promise<void> {
  if ('DBSnapshotIdentifier' in parameters) {
    const request = { ...settings, ...parameters, DBInstanceIdentifier: target };
    await account.rds().send(new RestoreDBInstanceFromDBSnapshotCommand(request));
  } else {
    const request = { ...settings, ...parameters, TargetDBInstanceIdentifier: target };
    await account.rds().send(new RestoreDBInstanceToPointInTimeCommand(request));
  }
}

/** Waits until the instance is there, and returns it. */
function available({ account, terminal, messages }: CommandContext, target: string): Promise<DBInstance> {
  const text = messages.restore.waiting(target);
  return terminal.progress(text, (update) =>
    waitFor(
      async () => {
        const instance = await describe(account, target);
        const state = instance?.DBInstanceStatus ?? '?';
        if (state === 'available') return instance;
        if (FAILED.test(state)) throw new CommandFailure(messages.restore.failed(target, state));
        update(`${text} · ${state}`);
        return undefined;
      },
      WAIT_MILLIS,
      () => new CommandFailure(messages.failures.tooLong(WAIT_MILLIS / 3_600_000)),
    ),
  );
}

/**
 * Logs in to the new instance with the secret of the source. The instance has the passwords of the moment of its data:
 * a password that has been rotated since does not work there.
 */
async function tryLogin(
  context: CommandContext,
  database: Database,
  via: string | undefined,
): Promise<{ state: LoginState; reason?: string }> {
  try {
    const login = await readLogin(context, database, {});
    const way = await openWay(context, database, via);
    try {
      await disconnect(await connect(context, way, login));
      return { state: 'works' };
    } catch (error) {
      if (refusesLogin(error)) return { state: 'refused' };
      throw explainPostgres(error, `${way.host}:${way.port}`, login.username, context.messages);
    } finally {
      await way.close();
    }
  } catch (error) {
    return { state: 'untried', reason: explainFailure(error, context.messages).message };
  }
}

function show(
  { identifier, terminal, messages }: CommandContext,
  { identifier: target, instance, arn }: Database,
  data: RestoreSource,
  login: { state: LoginState; reason?: string },
): void {
  const { Address: host = '?', Port: port = 0 } = instance.Endpoint ?? {};
  const texts = messages.restore;
  const resourceId = instance.DbiResourceId ?? '?';
  const result = `RestoreSource.latest('${resourceId}'${data.isEncrypted ? ', { encrypted: true }' : ''})`;
  const loginText = {
    works: () => texts.loginWorks(identifier),
    refused: () => texts.loginRefused(identifier, target),
    untried: () => texts.loginUntried(login.reason ?? '?'),
  }[login.state]();
  const document = {
    identifier: target,
    arn,
    resourceId,
    host,
    port,
    login: login.state,
    restoreFrom: [data.code, result],
  };
  terminal.result(document, () =>
    [
      texts.made(target, `${host}:${port}`),
      loginText,
      '',
      texts.adoption(target),
      '',
      `  restoreFrom: ${data.code}, // ${data.isFixed ? texts.sameData() : texts.latestData()}`,
      `  restoreFrom: ${result}, // ${texts.laterData(target)}`,
    ].join('\n'),
  );
}
