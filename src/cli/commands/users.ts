import { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { secretsOf } from '../aws/secrets';
import { Command, CommandContext } from '../command-context';
import { ExitCode } from '../exit-code';

/** `users`: who has a secret, and when its password changes. Users who log in by IAM have none. */
export const run: Command = async (context) => {
  const { account, identifier, terminal, messages } = context;
  const secrets = await secretsOf(account, identifier);
  const users = secrets.map((secret) => userOf(identifier, secret));
  terminal.result({ identifier, users }, () =>
    users.length === 0 ? messages.users.none(identifier) : table(context, users),
  );
  return ExitCode.OK;
};

type User = ReturnType<typeof userOf>;

function userOf(identifier: string, secret: SecretListEntry) {
  const { Name: name = '', RotationEnabled: rotates = false } = secret;
  return {
    user: name === identifier ? null : name.slice(identifier.length + 1),
    secret: name,
    rotates,
    lastRotated: secret.LastRotatedDate ?? null,
    nextRotation: secret.NextRotationDate ?? null,
  };
}

function table({ terminal, locale, messages }: CommandContext, users: readonly User[]): string {
  const rows = users.map(({ user, secret, rotates, lastRotated, nextRotation }) => [
    user ?? messages.users.master(),
    secret,
    lastRotated ? locale.time(lastRotated) : messages.users.never(),
    rotates && nextRotation ? locale.time(nextRotation) : messages.users.off(),
  ]);
  return terminal.table(messages.users.head(), rows);
}
