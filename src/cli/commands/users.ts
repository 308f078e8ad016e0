import { SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { secretsOf } from '../aws/secrets';
import { Command, CommandContext } from '../command-context';
import { ExitCode } from '../exit-code';
import { Locale } from '../messages/locale';

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

/** Secrets Manager names no date while a rotation has not been scheduled yet. */
function nextOf(locale: Locale, nextRotation: Date | null): string {
  return nextRotation ? locale.time(nextRotation) : '-';
}

function table({ terminal, locale, messages }: CommandContext, users: readonly User[]): string {
  const rows = users.map(({ user, secret, rotates, lastRotated, nextRotation }) => [
    user ?? messages.users.master(),
    secret,
    lastRotated ? locale.time(lastRotated) : messages.users.never(),
    rotates ? nextOf(locale, nextRotation) : messages.users.off(),
  ]);
  return terminal.table(messages.users.head(), rows);
}
