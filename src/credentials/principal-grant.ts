import { Annotations, IResource, ResourceEnvironment, Token, TokenComparison } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { isRoleToBeLookedUp } from '../validation/lookups';
import { missingMembers } from '../validation/members';
import { shownValue } from '../validation/prop-types';

/** A call of a grant method. */
export interface GrantCall {
  /** The construct whose method is called. */
  readonly scope: IConstruct;
  /** Name of the method, for messages. */
  readonly method: string;
  /** Account and region of the database. */
  readonly environment: Pick<ResourceEnvironment, 'account' | 'region'>;
  /**
   * Whether constructs of CDK make the call, as an ECS task does for its secrets. The app cannot leave such a call
   * out, so a role with immutable policies gets a warning instead of an error.
   */
  readonly byConstructs?: boolean;
}

/** Values of condition keys, by operator. */
type Conditions = Record<string, Record<string, unknown>>;

/** A statement of a grant. */
export interface GrantedStatement {
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Conditions;
}

/**
 * Adds statements to the policies of a principal, and to nothing else. So neither the database nor its key depends on
 * the principal.
 *
 * @throws an error if the principal has no policy that the statements can go into
 */
export function grantToPrincipal(call: GrantCall, grantee: iam.IGrantable, statements: GrantedStatement[]): iam.Grant {
  refuseNoPrincipal(call, grantee);
  refuseOtherAccount(call, grantee);
  const grant = addStatements(call, grantee, statements);
  if (!grant.success) {
    throw refusal(call, {
      wants: 'a principal whose policies this app can change',
      got: shownValue(grantee.grantPrincipal),
      fix: 'grant to the role itself, such as iam.Role.fromRoleArn(), and to each of several principals separately',
    });
  }
  if (!isImmutable(grantee.grantPrincipal)) return grant;
  const actions = statements.flatMap((statement) => statement.actions).join(', ');
  if (!call.byConstructs) {
    throw refusal(call, {
      wants: 'a principal whose policies this app can change',
      got: 'an imported role with mutable: false',
      fix:
        `import the role without mutable: false, or leave the call out and let the role's own policy allow ` +
        `${actions}`,
    });
  }
  warnOfImmutableRole(call, actions);
  return iam.Grant.drop(grantee, 'this app does not manage the policies of the role');
}

function addStatements(call: GrantCall, grantee: iam.IGrantable, statements: GrantedStatement[]): iam.Grant {
  const ofPrincipal = conditionsOf(grantee.grantPrincipal);
  const grants: iam.Grant[] = [];
  for (const { actions, resources, conditions = {} } of statements) {
    const grant = iam.Grant.addToPrincipal({
      grantee: { grantPrincipal: answering(call, grantee.grantPrincipal) },
      actions,
      resourceArns: resources,
      conditions: mergeConditions(ofPrincipal, conditions),
    });
    grants.push(grant);
  }
  return grants.reduce((combined, grant) => combined.combine(grant));
}

/**
 * Returns the principal, with a check of what `addToPrincipalPolicy()` of an app's own class returns: aws-cdk-lib reads
 * it as it is.
 */
function answering(call: GrantCall, principal: iam.IPrincipal): iam.IPrincipal {
  const addToPrincipalPolicy = (statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult => {
    const result = principal.addToPrincipalPolicy(statement) as iam.AddToPrincipalPolicyResult | undefined;
    if (result?.statementAdded === false) return result;
    if (result?.statementAdded === true && result.policyDependable) return result;
    throw refusal(call, {
      wants: 'a principal whose addToPrincipalPolicy() tells whether it has added the statement',
      got: `${shownValue(principal)} that returns ${shownValue(result)}`,
      fix: 'return statementAdded, and a policyDependable with true, or pass a role',
    });
  };
  return Object.create(principal, { addToPrincipalPolicy: { value: addToPrincipalPolicy } }) as iam.IPrincipal;
}

/** Refuses a value that is not a grantee, and a principal of the app's own to which no statement can be added. */
function refuseNoPrincipal(call: GrantCall, grantee: iam.IGrantable | undefined | null): void {
  const principal: unknown = grantee?.grantPrincipal;
  if (principal === undefined || principal === null) {
    throw refusal(call, {
      wants: 'a principal',
      got: shownValue(grantee),
      fix: 'pass a role, or a function that has one',
    });
  }
  const missing = missingMembers(principal, ['addToPrincipalPolicy()']);
  if (missing.length === 0) return;
  throw refusal(call, {
    wants: 'a principal',
    got: `one without ${missing.join(', ')}`,
    fix: 'give a class of your own every member of iam.IPrincipal, or pass a role',
  });
}

/**
 * Refuses a principal of another account, whose own policy is not enough: Secrets Manager and KMS let it in only if the
 * policies of secret and key name it, and IAM authentication of RDS does not let it in at all.
 */
function refuseOtherAccount(call: GrantCall, grantee: iam.IGrantable): void {
  const account = accountOf(grantee);
  if (account === undefined) return;
  if (Token.compareStrings(account, call.environment.account) !== TokenComparison.DIFFERENT) return;
  throw refusal(call, {
    wants: `a principal of the account of the database, ${call.environment.account}`,
    got: `one of ${account}`,
    fix: 'grant to a role of that account, and let the principal assume it',
  });
}

/** The account of the grantee; undefined if unknown. A function imported without its role has only its own account. */
function accountOf(grantee: iam.IGrantable): string | undefined {
  const { roleArn } = grantee.grantPrincipal as Partial<iam.IRole>;
  if (isRoleToBeLookedUp(roleArn)) return undefined;
  return grantee.grantPrincipal.principalAccount ?? (grantee as Partial<IResource>).env?.account;
}

/** The conditions of a principal, which CDK leaves out of the principal's own policy. */
function conditionsOf(principal: iam.IPrincipal): Conditions {
  const hasConditions =
    principal instanceof iam.PrincipalWithConditions || principal instanceof iam.SessionTagsPrincipal;
  return hasConditions ? (principal.policyFragment.conditions as Conditions) : {};
}

function mergeConditions(one: Conditions, other: Conditions): Conditions | undefined {
  const operators = new Set([...Object.keys(one), ...Object.keys(other)]);
  if (operators.size === 0) return undefined;
  return Object.fromEntries([...operators].map((operator) => [operator, { ...one[operator], ...other[operator] }]));
}

/**
 * Whether the principal is a role imported with `mutable: false`. Such a role ignores statements, but CDK reports
 * success, so only the class of the role shows it. Other principals that ignore statements need no check here: CDK
 * lists roles of `Role.customizeRoles()` in a report, and warns of imported resources without a role.
 */
function isImmutable(principal: iam.IPrincipal): boolean {
  // Until a role is looked up, CDK treats it as a role of another account, which is immutable as well.
  if (isRoleToBeLookedUp((principal as Partial<iam.IRole>).roleArn)) return false;
  // Principals with conditions or session tags wrap the role.
  const { wrapped } = principal as { readonly wrapped?: iam.IPrincipal };
  if (wrapped) return isImmutable(wrapped);
  // CDK does not export the class. This static property of every CDK construct holds the full name of its class.
  const constructClass = principal.constructor as { readonly PROPERTY_INJECTION_ID?: string } | undefined;
  return constructClass?.PROPERTY_INJECTION_ID === 'aws-cdk-lib.aws-iam.ImmutableRole';
}

function warnOfImmutableRole({ scope }: GrantCall, actions: string): void {
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:immutable-role',
    'this app cannot change the policies of a role that was imported with mutable: false: they must allow ' +
      `${actions}, otherwise resources with this role cannot use the secret; acknowledge this once they do`,
  );
}

function refusal(
  { scope, method }: GrantCall,
  { wants, got, fix }: { readonly wants: string; readonly got: string; readonly fix: string },
): Error {
  return new Error(`[${scope.node.path}] grantee of ${method}() must be ${wants}, got ${got}; ${fix}`);
}
