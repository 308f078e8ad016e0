import { hasAwsCli } from './aws-cli';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { callByAwsCli } from '../programs';

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
const KEY_ID = /^(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** The key of Secrets Manager, which a secret without a key of its own has. */
const KEY_OF_SECRETS_MANAGER = /(^|:)alias\/aws\/secretsmanager$/;

/**
 * The ARN of a key. An alias is not enough, as it may name another key tomorrow.
 *
 * @param key an ARN, an id or an alias
 * @throws CommandFailure for an alias, if the AWS CLI is not there to look it up
 */
export async function keyArn(context: CommandContext, { arn }: Database, key: string): Promise<string> {
  if (KEY_ARN.test(key)) return key;
  const [, partition, , region, account] = arn.split(':');
  if (KEY_ID.test(key)) return `arn:${partition}:kms:${region}:${account}:key/${key}`;
  const { messages } = context;
  if (!hasAwsCli(messages)) throw new CommandFailure(messages.adopt.aliasNeedsCli(key), ExitCode.REFUSED);
  return callByAwsCli<string>(messages, context.account, [
    ...['kms', 'describe-key', '--key-id', key],
    ...['--query', 'KeyMetadata.Arn'],
  ]);
}

/** The ARN of the key of a secret; undefined for that of Secrets Manager. */
export async function secretKeyArn(
  context: CommandContext,
  database: Database,
  key: string | undefined,
): Promise<string | undefined> {
  return !key || KEY_OF_SECRETS_MANAGER.test(key) ? undefined : keyArn(context, database, key);
}
