import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { Account } from '../aws/account';

/** Whose credentials the command has. */
export interface Caller {
  readonly partition: string;
  readonly account: string;
  /** As AWS names the caller. */
  readonly arn: string;
  /** The user or the role that has the policies; undefined for the root user, and for a session without either. */
  readonly identity?: string;
  readonly isRoot: boolean;
}

/** Asks AWS who calls, which nobody may be denied. */
export async function callerOf(account: Account): Promise<Caller> {
  const { Arn: arn = '' } = await account.sts().send(new GetCallerIdentityCommand({}));
  const [, partition, , , number, ...rest] = arn.split(':');
  const resource = rest.join(':');
  const caller = { partition, account: number, arn, isRoot: resource === 'root' };
  if (resource.startsWith('user/')) return { ...caller, identity: arn };
  const [kind, role] = resource.split('/');
  if (kind !== 'assumed-role') return caller;
  return { ...caller, identity: await roleArn(account, role) };
}

/** The ARN of a role. The session of a role has its name alone, and the role may have a path. */
async function roleArn(account: Account, name: string): Promise<string | undefined> {
  const { Role: role } = await account.iam().send(new GetRoleCommand({ RoleName: name }));
  return role?.Arn;
}
