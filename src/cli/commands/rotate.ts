import { DescribeSecretCommand, DescribeSecretResponse, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { isNotFound } from '../aws/aws-failure';
import { secretName } from '../aws/secret';
import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { waitFor } from '../wait';

/** The options of `rotate`. */
export interface RotateOptions {
  readonly user?: string;
  readonly wait?: boolean;
}

/** The functions of the library have a minute each for four steps, and Secrets Manager tries again. */
const WAIT_MILLIS = 15 * 60_000;

/** `rotate`: a new password now. Schedules stay as they are. */
export const run: Command<RotateOptions> = async (context, { user, wait }) => {
  const { account, terminal, messages } = context;
  const name = secretName(context, user);
  const before = await describe(context, name);
  if (!before.RotationEnabled) throw new CommandFailure(messages.rotate.isOff(name), ExitCode.REFUSED);
  const { VersionId: version } = await account.secretsManager().send(new RotateSecretCommand({ SecretId: name }));
  terminal.note(messages.rotate.started(name));
  if (wait) await terminal.progress(messages.rotate.waiting(name), () => isCurrent(context, name, version!));
  terminal.result({ secret: name, version, finished: wait ?? false }, () =>
    wait ? messages.rotate.done(name) : messages.rotate.goesOn(name),
  );
  return ExitCode.OK;
};

async function describe({ account, messages }: CommandContext, name: string): Promise<DescribeSecretResponse> {
  try {
    return await account.secretsManager().send(new DescribeSecretCommand({ SecretId: name }));
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandFailure(messages.credentials.noSecret(name), ExitCode.REFUSED);
  }
}

/** Waits until the new version is the one that clients read. */
async function isCurrent(context: CommandContext, name: string, version: string): Promise<void> {
  await waitFor(
    async () => {
      const { VersionIdsToStages: versions = {} } = await describe(context, name);
      return versions[version]?.includes('AWSCURRENT') ? true : undefined;
    },
    WAIT_MILLIS,
    () => new CommandFailure(context.messages.rotate.tooLong(name)),
  );
}
