import { Annotations, IResource, ResourceEnvironment, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { isRoleToBeLookedUp } from '../validation/lookups';
import { shownValue } from '../validation/prop-types';

/** A call of a grant method. */
export interface GrantCall {
  /** The construct whose method is called. */
  readonly scope: IConstruct;
  /** Name of the method, as a message shows it. */
  readonly method: string;
  /** Where the database is. */
  readonly environment: Pick<ResourceEnvironment, 'account' | 'region'>;
  /**
   * Whether constructs of CDK make the call, as an ECS task does for its secrets. A user cannot leave it out then: a
   * role whose policies are kept elsewhere gets a warning instead of an error.
   */
  readonly byConstructs?: boolean;
}

/** Condition keys with their values, by operator. */
type Conditions = Record<string, Record<string, unknown>>;

/** One statement of a grant. */
export interface GrantedStatement {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Conditions;
}

/**
 * Adds statements to the policies of a principal, and to nothing else: neither the database nor its key depends on the
 * principal then.
 *
 * @throws an error where no policy would let the principal do what is granted
 */
export function grantToPrincipal(call: GrantCall, grantee: iam.IGrantable, statements: GrantedStatement[]): iam.Grant {
  refuseNoPrincipal(grantee, call);
  refuseOtherAccount(grantee, call);
  const conditions = conditionsOf(grantee.grantPrincipal);
  const grants = statements.map((statement) =>
    iam.Grant.addToPrincipal({
      grantee,
      actions: statement.actions,
      resourceArns: statement.resources,
      conditions: bothConditions(conditions, statement.conditions ?? {}),
    }),
  );
  const grant = grants.reduce((all, one) => all.combine(one));
  if (!grant.success) {
    throw refusal(
      call,
      'a principal whose policies can be changed from here',
      shownValue(grantee.grantPrincipal),
      'grant the role itself, as iam.Role.fromRoleArn() gives it, and each of several on its own',
    );
  }
  return isImmutable(grantee.grantPrincipal) ? ignored(call, grantee, statements) : grant;
}

/** Refuses values that are no grantee, as JavaScript lets them through. */
function refuseNoPrincipal(grantee: iam.IGrantable | undefined | null, call: GrantCall): void {
  if (grantee?.grantPrincipal) return;
  throw refusal(call, 'a principal', shownValue(grantee), 'pass a role, or a function that has one');
}

/**
 * Refuses a principal of another account. Its own policy is not enough there: Secrets Manager, KMS and IAM
 * authentication of RDS let in principals of the account alone, unless the policies of secret and key name them, and
 * IAM authentication has no such policy.
 */
function refuseOtherAccount(grantee: iam.IGrantable, call: GrantCall): void {
  const account = accountOf(grantee);
  if (account === undefined) return;
  if (Token.compareStrings(account, call.environment.account) !== TokenComparison.DIFFERENT) return;
  throw refusal(
    call,
    `a principal of the account of the database, ${call.environment.account}`,
    `one of ${account}`,
    'grant a role of that account, and let the principal assume it',
  );
}

/**
 * The account of the grantee; undefined where it is not known. For a function imported without its role, the
 * function's own.
 */
function accountOf(grantee: iam.IGrantable): string | undefined {
  const { roleArn } = grantee.grantPrincipal as Partial<iam.IRole>;
  if (isRoleToBeLookedUp(roleArn)) return undefined;
  return grantee.grantPrincipal.principalAccount ?? (grantee as Partial<IResource>).env?.account;
}

/** The conditions that a principal comes with; CDK itself drops them in the principal's own policy. */
function conditionsOf(principal: iam.IPrincipal): Conditions {
  const wraps = principal instanceof iam.PrincipalWithConditions || principal instanceof iam.SessionTagsPrincipal;
  return wraps ? (principal.policyFragment.conditions as Conditions) : {};
}

function bothConditions(one: Conditions, other: Conditions): Conditions | undefined {
  const operators = new Set([...Object.keys(one), ...Object.keys(other)]);
  if (operators.size === 0) return undefined;
  return Object.fromEntries([...operators].map((operator) => [operator, { ...one[operator], ...other[operator] }]));
}

/**
 * Whether the principal takes statements and drops them, as a role does that was imported with `mutable: false`: CDK
 * reports success, and nothing comes of it. Roles of `Role.customizeRoles()` report them, and imported resources
 * without a role warn of them.
 */
function isImmutable(principal: iam.IPrincipal): boolean {
  // CDK takes one that has still to be looked up for a role of another account, which is immutable as well.
  if (isRoleToBeLookedUp((principal as Partial<iam.IRole>).roleArn)) return false;
  const { wrapped } = principal as { readonly wrapped?: iam.IPrincipal };
  if (wrapped) return isImmutable(wrapped);
  // The class is not exported, but each construct of CDK has the name of its class.
  const { PROPERTY_INJECTION_ID: name } = principal.constructor as { readonly PROPERTY_INJECTION_ID?: string };
  return name === 'aws-cdk-lib.aws-iam.ImmutableRole';
}

function ignored(call: GrantCall, grantee: iam.IGrantable, statements: GrantedStatement[]): iam.Grant {
  const actions = statements.flatMap((statement) => statement.actions).join(', ');
  if (!call.byConstructs) {
    throw refusal(
      call,
      'a principal whose policies can be changed from here',
      'an imported role with mutable: false',
      `import the role without that, or leave the call out and let its own policy allow ${actions}`,
    );
  }
  Annotations.of(call.scope).addWarningV2(
    'oficina-postgres:immutable-role',
    'the policies of a role that was imported with mutable: false cannot be changed from here: they must allow ' +
      `${actions}, else what uses the role cannot use the secret; acknowledge this once they do`,
  );
  return iam.Grant.drop(grantee, 'the policies of the role are kept elsewhere');
}

function refusal({ scope, method }: GrantCall, wants: string, got: string, fix: string): Error {
  return new Error(`[${scope.node.path}] grantee of ${method}() must be ${wants}, got ${got}; ${fix}`);
}
