import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { isNotFound } from './aws-failure';
import type { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/** The master user's secret has the name of the instance, and those of the application users stand below it. */
export function secretName({ identifier }: CommandContext, user: string | undefined): string {
  return user === undefined ? identifier : `${identifier}/${user}`;
}

/** What a secret of the database contains, password included. @throws CommandFailure if it is not there, or no JSON */
export async function readSecret(context: CommandContext, name: string): Promise<Record<string, unknown>> {
  try {
    const { SecretString: value = '' } = await context.account
      .secretsManager()
      .send(new GetSecretValueCommand({ SecretId: name }));
    return parse(context, name, value);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new CommandFailure(context.messages.credentials.noSecret(name), ExitCode.REFUSED);
  }
}

/** The error names the secret alone: that of the parser would quote what stands in it. */
function parse({ messages }: CommandContext, name: string, value: string): Record<string, unknown> {
  try {
    const fields = JSON.parse(value);
    if (typeof fields === 'object' && fields !== null && !Array.isArray(fields)) return fields;
  } catch {
    // Not JSON: the same as JSON without fields.
  }
  throw new CommandFailure(messages.credentials.notJson(name), ExitCode.REFUSED);
}
