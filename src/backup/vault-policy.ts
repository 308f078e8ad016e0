import { ArnFormat, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { executionRoleArn } from './execution-role';
import { isRoleToBeLookedUp } from '../validation/lookups';

/** Actions that remove a recovery point before its time. */
const DELETION = [
  'backup:DeleteRecoveryPoint',
  'backup:UpdateRecoveryPointLifecycle',
  'backup:DisassociateRecoveryPoint',
];

/** Actions that lift the policy itself. */
const CHANGE_OF_POLICY = ['backup:PutBackupVaultAccessPolicy', 'backup:DeleteBackupVaultAccessPolicy'];

/** The ARN of one role: no session, and no pattern, which would exempt whoever may make a role. */
const ROLE_ARN = /^arn:[^:]+:iam::[^:]*:role\/[^*?]+$/;

/** Who is exempt from the policy of a vault. */
export interface VaultPolicyExemptions {
  /** The role that the team has named. */
  readonly administrator?: string;
  /** The root user of the account, with MFA. */
  readonly root: string;
  /**
   * The role that CloudFormation deploys the stack with; undefined where it is unknown. It may change the policy, and
   * delete nothing.
   */
  readonly executionRole?: string;
}

/**
 * The exemptions of a vault that stands in the stack of a construct.
 *
 * @throws an error for what is not the ARN of one role, for a role of another account, and for one of another region's stack that has no name
 */
export function vaultPolicyExemptions(scope: IConstruct, administrator?: iam.IRole): VaultPolicyExemptions {
  const stack = Stack.of(scope);
  return {
    administrator: administrator && administratorArn(scope, administrator),
    root: stack.formatArn({ service: 'iam', region: '', resource: 'root', arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    executionRole: executionRoleArn(stack),
  };
}

/**
 * The access policy of a vault: recovery points are deleted, and their lifecycle is changed, by the administrator and
 * by root with MFA alone. So is the policy, and by the role that CloudFormation deploys with: denied to that one, no
 * deployment could ever change the vault again. Where that role is unknown, the change is not denied at all.
 *
 * The policy binds callers of the API of AWS Backup. Backups and copies go on, and so does the expiry at the end of the
 * retention, which AWS Backup does by itself. A role that is assumed has the ARN of the role as `aws:PrincipalArn`.
 *
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html,
 * https://docs.aws.amazon.com/config/latest/developerguide/backup-recovery-point-manual-deletion-disabled.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function vaultPolicy({ administrator, root, executionRole }: VaultPolicyExemptions): iam.PolicyDocument {
  const exempt = [root, ...(administrator ? [administrator] : [])];
  return new iam.PolicyDocument({
    statements: [
      deny('KeepRecoveryPoints', DELETION, { ArnNotLike: { 'aws:PrincipalArn': exempt } }),
      ...(executionRole
        ? [deny('KeepThisPolicy', CHANGE_OF_POLICY, { ArnNotLike: { 'aws:PrincipalArn': [...exempt, executionRole] } })]
        : []),
      deny('RootWithMfaAlone', [...DELETION, ...(executionRole ? CHANGE_OF_POLICY : [])], {
        ArnLike: { 'aws:PrincipalArn': root },
        // Access keys of root have no such key at all.
        BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
      }),
    ],
  });
}

/** Who can delete early and who can lift the policy, as `explain()` shows it. */
export function whoMayLift(scope: IConstruct, administrator?: iam.IRole): string {
  const stack = Stack.of(scope);
  const named = administrator
    ? [nameOf(administrator.roleArn) ?? administrator.node.path, 'root with MFA']
    : ['root with MFA'];
  const deletion = `only ${named.join(' and ')} may delete backups before their time`;
  const executionRole = executionRoleArn(stack);
  if (!executionRole) return `${deletion}; whoever IAM allows to change the policy of the vault can lift this`;
  return `${deletion}; they and CloudFormation's ${nameOf(executionRole) ?? 'execution role'} can lift this`;
}

/** The name in the ARN of a role; undefined for a token. Parts of an ARN may be tokens. */
function nameOf(roleArn: string): string | undefined {
  const name = roleArn.slice(roleArn.indexOf(':role/') + 1);
  return roleArn.includes(':role/') && !Token.isUnresolved(name) ? name.replace(/^role\//, 'role ') : undefined;
}

function deny(
  sid: string,
  actions: string[],
  conditions: Record<string, Record<string, unknown>>,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid,
    effect: iam.Effect.DENY,
    principals: [new iam.StarPrincipal()],
    actions,
    resources: ['*'],
    conditions,
  });
}

/**
 * ARN of the role. One of the app's that stands in another region is known by its name alone: its stack may be deployed
 * later than the vault.
 */
function administratorArn(scope: IConstruct, role: iam.IRole): string {
  const stack = Stack.of(scope);
  const { account, region } = role.env;
  const problem = (wants: string, got: string, fix: string) =>
    new Error(`[${scope.node.path}] the administrator of BackupVaultPlan.daily() ${wants}, got ${got}; ${fix}`);
  if (isRoleToBeLookedUp(role.roleArn)) return role.roleArn;
  if (!Token.isUnresolved(role.roleArn) && !ROLE_ARN.test(role.roleArn)) {
    throw problem(
      "must be one role, without wildcards, as the policy compares its ARN with that of the caller's role",
      `'${role.roleArn}'`,
      'write its ARN like arn:aws:iam::111122223333:role/backup-administrator; of a session, that of the role which it has assumed',
    );
  }
  if (isKnown(account, stack.account) && account !== stack.account) {
    throw problem(
      `must be a role of the account of the vault, ${stack.account}`,
      `one of ${account}`,
      'name a role of that account, which the other one may assume',
    );
  }
  if (Resource.isOwnedResource(role) && isKnown(region, stack.region) && region !== stack.region) {
    try {
      stack.resolve(role.roleArn);
    } catch {
      throw problem(
        `must have a name of its own, as the vault in ${stack.region} names it from another stack`,
        `${role.node.path} without one`,
        'give it a roleName, or look one up with iam.Role.fromRoleName()',
      );
    }
  }
  return role.roleArn;
}

function isKnown(...values: string[]): boolean {
  return !values.some((value) => Token.isUnresolved(value));
}
