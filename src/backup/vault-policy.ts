import { ArnFormat, Resource, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { topLevelStack } from '../regions/support-stack';
import { isRoleToBeLookedUp } from '../validation/lookups';

/** Actions that remove a recovery point before its time. */
const DELETION = [
  'backup:DeleteRecoveryPoint',
  'backup:UpdateRecoveryPointLifecycle',
  'backup:DisassociateRecoveryPoint',
];

/** Actions that change or remove the policy itself. */
const CHANGE_OF_POLICY = ['backup:PutBackupVaultAccessPolicy', 'backup:DeleteBackupVaultAccessPolicy'];

/** The ARN of one role: not of a session, and not a pattern, which would exempt everybody who may create a role. */
const ROLE_ARN = /^arn:[^:]+:iam::[^:]*:role\/[^*?]+$/;

/** The principals that are exempt from the policy of a vault. */
export interface VaultPolicyExemptions {
  /** ARN of the role that BackupVaultPlan.daily() names. */
  readonly administrator?: string;
  /** The root user of the account, with MFA. */
  readonly root: string;
  /**
   * The role with which CloudFormation deploys the stack; undefined if it is unknown. It may change the policy, but
   * delete nothing.
   */
  readonly executionRole?: string;
}

/**
 * Returns the exemptions of a vault in the stack of a construct.
 *
 * @throws an error for text that is not the ARN of one role, for a role of another account, and for a role without a
 * name in a stack of another region
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
 * Returns the access policy of a vault. It only denies: an action that it does not deny still needs a permission in
 * IAM.
 *
 * - Deletion of recovery points before their time, and changes of their lifecycle: denied to everybody except the
 *   administrator and root with MFA.
 * - Changes of the policy itself: denied to everybody except the administrator, root with MFA, and the role with which
 *   CloudFormation deploys. If that role were denied them, no deployment could ever change the vault again. If that
 *   role is unknown, nobody is denied them.
 * - Everything else is not denied: backups, copies, and the expiry at the end of the retention, which AWS Backup
 *   performs itself.
 *
 * `aws:PrincipalArn` of an assumed role is the ARN of the role.
 *
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/create-a-vault-access-policy.html,
 * https://docs.aws.amazon.com/config/latest/developerguide/backup-recovery-point-manual-deletion-disabled.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function vaultPolicy({ administrator, root, executionRole }: VaultPolicyExemptions): iam.PolicyDocument {
  const mayDelete = administrator ? [root, administrator] : [root];
  const policy = new iam.PolicyDocument();
  policy.addStatements(denyToOthers('KeepRecoveryPoints', DELETION, mayDelete));
  if (executionRole) {
    policy.addStatements(denyToOthers('KeepThisPolicy', CHANGE_OF_POLICY, [...mayDelete, executionRole]));
  }
  // The statements above exempt root, with or without MFA.
  const onlyWithMfa = executionRole ? [...DELETION, ...CHANGE_OF_POLICY] : DELETION;
  policy.addStatements(
    deny('RootWithMfaAlone', onlyWithMfa, {
      ArnLike: { 'aws:PrincipalArn': root },
      // Access keys of root do not set this condition key at all.
      BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
    }),
  );
  return policy;
}

/** Describes for `explain()` who may delete backups early, and who may change the policy that prevents it. */
export function explainVaultPolicy(scope: IConstruct, administrator?: iam.IRole): string {
  let allowed = 'root with MFA';
  if (administrator) allowed = `${roleNameOf(administrator.roleArn) ?? administrator.node.path} and ${allowed}`;
  const deletion = `only ${allowed} may delete backups before their time`;
  const executionRole = executionRoleArn(Stack.of(scope));
  if (!executionRole) return `${deletion}; anybody whom IAM lets change the policy of the vault can lift this`;
  return `${deletion}; they and CloudFormation's ${roleNameOf(executionRole) ?? 'execution role'} can lift this`;
}

/** Returns the name in the ARN of a role, as in `role admin`; undefined if it is a token. The rest may be tokens. */
function roleNameOf(roleArn: string): string | undefined {
  const start = roleArn.indexOf(':role/');
  if (start === -1) return undefined;
  const name = roleArn.slice(start + ':role/'.length);
  return Token.isUnresolved(name) ? undefined : `role ${name}`;
}

/**
 * Returns the ARN of the role with which CloudFormation deploys a stack, as the synthesizer of the stack names it. It
 * is undefined if the synthesizer names none: then a deployment has the permissions of the caller who starts it. A role
 * that the CDK CLI gets with `--role-arn` is unknown here.
 */
function executionRoleArn(stack: Stack): string | undefined {
  const arn = topLevelStack(stack).synthesizer.cloudFormationExecutionRole;
  if (!arn) return undefined;
  // The cloud assembly has these placeholders where the environment is not known.
  return arn
    .replace(/\$\{AWS::Partition\}/g, stack.partition)
    .replace(/\$\{AWS::AccountId\}/g, stack.account)
    .replace(/\$\{AWS::Region\}/g, stack.region);
}

/** Denies actions to everybody except the principals with these ARNs. */
function denyToOthers(sid: string, actions: string[], allowed: string[]): iam.PolicyStatement {
  return deny(sid, actions, { ArnNotLike: { 'aws:PrincipalArn': allowed } });
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
 * Returns the ARN of the administrator, and checks it. A role of the app in another region must have a name, because
 * its stack may be deployed after the vault.
 */
function administratorArn(scope: IConstruct, role: iam.IRole): string {
  const stack = Stack.of(scope);
  const { account, region } = role.env;
  const prop = `[${scope.node.path}] the administrator of BackupVaultPlan.daily()`;
  if (isRoleToBeLookedUp(role.roleArn)) return role.roleArn;
  if (!Token.isUnresolved(role.roleArn) && !ROLE_ARN.test(role.roleArn)) {
    throw new Error(
      `${prop} must be one role, without wildcards, as the policy compares its ARN with that of the caller's role, ` +
        `got '${role.roleArn}'; write its ARN like arn:aws:iam::111122223333:role/backup-administrator; ` +
        'for a session, the ARN of the role that it has assumed',
    );
  }
  if (areKnownAndDiffer(account, stack.account)) {
    throw new Error(
      `${prop} must be a role of the account of the vault, ${stack.account}, got one of ${account}; ` +
        'name a role of that account, which the other one may assume',
    );
  }
  if (Resource.isOwnedResource(role) && areKnownAndDiffer(region, stack.region) && !canResolve(stack, role.roleArn)) {
    throw new Error(
      `${prop} must have a name of its own, as the vault in ${stack.region} names it from another stack, ` +
        `got ${role.node.path} without one; give it a roleName, or look one up with iam.Role.fromRoleName()`,
    );
  }
  return role.roleArn;
}

function areKnownAndDiffer(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** Whether a stack can refer to a value: it cannot refer to a resource of another region without a physical name. */
function canResolve(stack: Stack, value: string): boolean {
  try {
    stack.resolve(value);
    return true;
  } catch {
    return false;
  }
}
