import { paginateDescribeSecurityGroups, SecurityGroup } from '@aws-sdk/client-ec2';
import { Account } from './account';

/** Describes security groups, in the order of their ids. */
export async function securityGroups(account: Account, ids: readonly string[]): Promise<SecurityGroup[]> {
  const groups: SecurityGroup[] = [];
  for await (const page of paginateDescribeSecurityGroups({ client: account.ec2() }, { GroupIds: [...ids] })) {
    groups.push(...(page.SecurityGroups ?? []));
  }
  return groups.sort((one, other) => ids.indexOf(one.GroupId!) - ids.indexOf(other.GroupId!));
}
