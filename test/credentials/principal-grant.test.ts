import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IApplicationUser, IPostgresProxy, IReadReplica, OficinaPostgres, UserPrivileges } from '../../src';
import { database, emptyStack, ENVIRONMENT } from '../support/database';

const OTHER_ACCOUNT = '444455556666';
const FOREIGN_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/reader`;
const OWN_ROLE = 'arn:aws:iam::111122223333:role/reader';

interface Granting {
  readonly stack: Stack;
  readonly made: OficinaPostgres;
  readonly orders: IApplicationUser;
  readonly jobs: IApplicationUser;
  readonly proxy: IPostgresProxy;
  readonly replica: IReadReplica;
}

function granting(stack: Stack = emptyStack()): Granting {
  const { database: made } = database({ monitoring: false }, stack);
  const orders = made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
  const jobs = made.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE, iamAuthentication: true });
  const proxy = made.addProxy('Proxy', { users: [jobs] });
  const replica = made.addReadReplica('reports');
  return { stack, made, orders, jobs, proxy, replica };
}

const ATTRIBUTES = {
  instanceIdentifier: 'oficina-db-prod',
  instanceResourceId: 'db-ABCDEFGHIJKL',
  endpointAddress: 'oficina-db-prod.abc.us-east-1.rds.amazonaws.com',
  secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod-AbCdEf',
  keyArn: 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012',
  securityGroupId: 'sg-database',
  userSecretArns: { orders: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/orders-AbCdEf' },
};

const imported = (stack: Stack) => OficinaPostgres.fromAttributes(stack, 'Imported', ATTRIBUTES);
const shared = (stack: Stack) => OficinaPostgres.fromSsmParameters(stack, 'Shared', '/oficina/prod/database');

type Grants = Record<string, (grantee: iam.IGrantable, of: Granting) => iam.Grant>;

/** Grants that a user makes. */
const EXPLICIT: Grants = {
  'grantReadCredentials()': (grantee, { made }) => made.grantReadCredentials(grantee),
  'grantReadCredentials() of a user by name': (grantee, { made }) => made.grantReadCredentials(grantee, 'orders'),
  'grantReadCredentials() of a user': (grantee, { orders }) => orders.grantReadCredentials(grantee),
  'grantConnect()': (grantee, { made }) => made.grantConnect(grantee, 'jobs'),
  'grantConnect() of a user': (grantee, { jobs }) => jobs.grantConnect(grantee),
  'grantConnect() of a proxy': (grantee, { proxy, jobs }) => proxy.grantConnect(grantee, jobs),
  'grantConnect() of a replica': (grantee, { replica }) => replica.grantConnect(grantee, 'jobs'),
  'grantReadCredentials() of an import': (grantee, { stack }) => imported(stack).grantReadCredentials(grantee),
  'grantConnect() of an import': (grantee, { stack }) => imported(stack).grantConnect(grantee, 'jobs'),
  'grantReadCredentials() by SSM': (grantee, { stack }) => shared(stack).grantReadCredentials(grantee, 'orders'),
  'grantConnect() by SSM': (grantee, { stack }) => shared(stack).grantConnect(grantee, 'jobs'),
};

/** Grants that constructs of CDK make. */
const BY_CONSTRUCTS: Grants = {
  'grantRead() of the secret': (grantee, { made }) => made.secret.grantRead(grantee),
  'grantRead() of the secret of a user': (grantee, { made }) => made.userSecret('orders').grantRead(grantee),
  'grantWrite() of the secret of a user': (grantee, { orders }) => orders.secret!.grantWrite(grantee),
  'grantRead() of an imported secret': (grantee, { stack }) => imported(stack).userSecret('orders').grantRead(grantee),
  'grantRead() of a secret by SSM': (grantee, { stack }) => shared(stack).userSecret('orders').grantRead(grantee),
};

const GRANTS: Grants = { ...EXPLICIT, ...BY_CONSTRUCTS };

const TLS = { Bool: { 'aws:SecureTransport': 'true' } };

const FOREIGN: Record<string, (stack: Stack) => iam.IGrantable> = {
  'an imported role': (stack) => iam.Role.fromRoleArn(stack, 'Foreign', FOREIGN_ROLE),
  'an imported role with mutable: false': (stack) =>
    iam.Role.fromRoleArn(stack, 'Foreign', FOREIGN_ROLE, { mutable: false }),
  'an imported role that takes grants to resources': (stack) =>
    iam.Role.fromRoleArn(stack, 'Foreign', FOREIGN_ROLE, { mutable: false, addGrantsToResources: true }),
  'a role of a stack there': (stack) => {
    const env = { ...ENVIRONMENT, account: OTHER_ACCOUNT };
    return roleOf(new Stack(stack.node.root, `${stack.node.id}Elsewhere`, { env }));
  },
  'an imported user': (stack) => iam.User.fromUserArn(stack, 'Foreign', `arn:aws:iam::${OTHER_ACCOUNT}:user/reader`),
  'the account': () => new iam.AccountPrincipal(OTHER_ACCOUNT),
  'the account on conditions': () => new iam.AccountPrincipal(OTHER_ACCOUNT).withConditions(TLS),
  'an imported role with session tags': (stack) => {
    return new iam.SessionTagsPrincipal(iam.Role.fromRoleArn(stack, 'Foreign', FOREIGN_ROLE));
  },
  'an imported function': (stack) =>
    lambda.Function.fromFunctionArn(stack, 'Foreign', `arn:aws:lambda:us-east-1:${OTHER_ACCOUNT}:function:reader`),
};

const WITHOUT_POLICY: Record<string, (stack: Stack) => iam.IGrantable> = {
  'a service': () => new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
  'the account itself': () => new iam.AccountPrincipal('111122223333'),
  'the root of the account': () => new iam.AccountRootPrincipal(),
  'an ARN': () => new iam.ArnPrincipal(OWN_ROLE),
  'an ARN of another account': () => new iam.ArnPrincipal(FOREIGN_ROLE),
  'an ARN on conditions': () => new iam.ArnPrincipal(OWN_ROLE).withConditions(TLS),
  'an ARN with session tags': () => new iam.ArnPrincipal(OWN_ROLE).withSessionTags(),
  'an organization': () => new iam.OrganizationPrincipal('o-abcdefghij'),
  'an identity provider': () => new iam.FederatedPrincipal('accounts.example'),
  everybody: () => new iam.AnyPrincipal(),
  'a star': () => new iam.StarPrincipal(),
  'a user of S3': () => new iam.CanonicalUserPrincipal('1234'),
  several: () =>
    new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ArnPrincipal(OWN_ROLE)),
  'a role through a service': (stack) => new kms.ViaServicePrincipal('secretsmanager.amazonaws.com', roleOf(stack)),
  'an imported role that takes grants to resources': (stack) =>
    iam.Role.fromRoleArn(stack, 'Kept', OWN_ROLE, { mutable: false, addGrantsToResources: true }),
};

/** Principals whose policies CDK leaves as they are, although it reports success. */
const IMMUTABLE: Record<string, (stack: Stack) => iam.IGrantable> = {
  'a role by its ARN': (stack) => iam.Role.fromRoleArn(stack, 'Kept', OWN_ROLE, { mutable: false }),
  'a role by its name': (stack) => iam.Role.fromRoleName(stack, 'Kept', 'reader', { mutable: false }),
  'a role without updates of its policies': (stack) => roleOf(stack).withoutPolicyUpdates(),
  'such a role on conditions': (stack) => new iam.PrincipalWithConditions(roleOf(stack).withoutPolicyUpdates(), TLS),
};

function roleOf(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

/** One database for all refusals, because a refusal changes nothing. */
const REFUSING = granting();

/** The message of a grant that is refused. */
function refusal(wants: string, got: string, fix: string): RegExp {
  return new RegExp(`^\\[[^\\]]+\\] grantee of grant\\w+\\(\\) must be ${wants}, got ${got}; ${fix}$`);
}

/** An empty stack in the app of the database. */
function stackBeside(): Stack {
  const { root } = REFUSING.stack.node;
  return new Stack(root, `Beside${root.node.children.length}`, { env: ENVIRONMENT });
}

describe.each(Object.entries(GRANTS))('%s', (_, grant) => {
  const refused = (make: (stack: Stack) => iam.IGrantable) => {
    const stack = stackBeside();
    const grantee = make(stack);
    return () => grant(grantee, { ...REFUSING, stack });
  };

  test.each(Object.entries(FOREIGN))('refuses a principal of another account: %s', (__, make) => {
    expect(refused(make)).toThrow(
      refusal(
        'a principal of the account of the database, 111122223333',
        'one of 444455556666',
        'grant to a role of that account, and .+',
      ),
    );
  });

  test.each(Object.entries(WITHOUT_POLICY))(
    'refuses a principal without a policy that this app can change: %s',
    (__, make) => {
      expect(refused(make)).toThrow(
        refusal(
          'a principal whose policies this app can change',
          'an? \\w+',
          'grant to the role itself, such as iam.Role.fromRoleArn\\(\\), and .+',
        ),
      );
    },
  );

  test.each([undefined, null, OWN_ROLE, {}])('refuses %j', (grantee) => {
    expect(refused(() => grantee as any)).toThrow(
      refusal('a principal', '.+', 'pass a role, or a function that has one'),
    );
  });

  test('refuses a principal of the app’s own without addToPrincipalPolicy()', () => {
    class Own {
      readonly assumeRoleAction = 'sts:AssumeRole';
      get grantPrincipal() {
        return this;
      }
    }
    expect(refused(() => new Own() as any)).toThrow(
      refusal(
        'a principal',
        'one without addToPrincipalPolicy',
        'give a class of your own every member of iam.IPrincipal, or pass a role',
      ),
    );
  });

  test.each([
    [undefined, 'undefined'],
    [{}, 'an object without members'],
    [{ statementAdded: true }, 'a record'],
  ])('refuses a principal of the app’s own that returns %j', (result, described) => {
    class Own {
      readonly grantPrincipal = this;
      readonly policyFragment = new iam.ArnPrincipal(OWN_ROLE).policyFragment;
      addToPrincipalPolicy() {
        return result;
      }
    }
    expect(refused(() => new Own() as any)).toThrow(
      refusal(
        'a principal whose addToPrincipalPolicy\\(\\) tells whether it has added the statement',
        `an Own that returns ${described}`,
        'return statementAdded, and a policyDependable with true, or pass a role',
      ),
    );
  });

  test('grants to a role of the account, in its own policy', () => {
    const of = granting();
    const reader = roleOf(of.stack);
    expect(grant(reader, of).success).toBe(true);
    Template.fromStack(of.stack).resourceCountIs('AWS::IAM::Policy', 1);
  });
});

describe.each(Object.entries(EXPLICIT))('%s', (_, grant) => {
  test.each(Object.entries(IMMUTABLE))('refuses a principal with immutable policies: %s', (__, make) => {
    const stack = stackBeside();
    expect(() => grant(make(stack), { ...REFUSING, stack })).toThrow(
      refusal(
        'a principal whose policies this app can change',
        'an imported role with mutable: false',
        'import the role without mutable: false, or leave the call out and .+ allow [\\w:, -]+',
      ),
    );
  });
});

describe.each(Object.entries(BY_CONSTRUCTS))('%s', (_, grant) => {
  test.each(Object.entries(IMMUTABLE))('warns of a principal with immutable policies: %s', (__, make) => {
    const of = granting();
    expect(grant(make(of.stack), of).success).toBe(false);
    Annotations.fromStack(of.stack).hasWarning(
      '*',
      Match.stringLikeRegexp(
        'this app cannot change the policies of a role that was imported with mutable: false: ' +
          'they must allow secretsmanager:.+, kms:Decrypt.*; acknowledge this once they do',
      ),
    );
    Template.fromStack(of.stack).resourceCountIs('AWS::IAM::Policy', 0);
  });
});

test('a task with an immutable execution role can use a secret, with the warning', () => {
  const { stack, made } = granting();
  const executionRole = iam.Role.fromRoleArn(stack, 'Execution', OWN_ROLE, { mutable: false });
  new ecs.FargateTaskDefinition(stack, 'Task', { executionRole }).addContainer('Container', {
    image: ecs.ContainerImage.fromRegistry('busybox'),
    secrets: { PASSWORD: ecs.Secret.fromSecretsManager(made.userSecret('orders'), 'password') },
  });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('oficina-postgres:immutable-role'));
});

describe('a principal with conditions', () => {
  type Wrap = (role: iam.Role) => iam.IPrincipal;
  const CONDITIONS = { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const statementsOf = (grant: (of: Granting, grantee: iam.IGrantable) => void, wrap: Wrap) => {
    const of = granting();
    grant(of, wrap(roleOf(of.stack)));
    const [policy] = Object.values(Template.fromStack(of.stack).findResources('AWS::IAM::Policy'));
    return policy.Properties.PolicyDocument.Statement as any[];
  };

  test.each<[string, Wrap]>([
    ['as it is', (role) => new iam.PrincipalWithConditions(role, CONDITIONS)],
    ['with session tags', (role) => new iam.SessionTagsPrincipal(new iam.PrincipalWithConditions(role, CONDITIONS))],
  ])('gets them in each of its statements: %s', (_, wrap) => {
    const [read, decrypt] = statementsOf(({ made }, grantee) => made.grantReadCredentials(grantee), wrap);
    expect(read.Condition).toEqual(CONDITIONS);
    expect(decrypt.Condition).toEqual({
      ...CONDITIONS,
      StringEquals: { 'aws:SourceVpc': 'vpc-1', 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
    });
    const [connect] = statementsOf(({ made }, grantee) => made.grantConnect(grantee, 'jobs'), wrap);
    expect(connect.Condition).toEqual(CONDITIONS);
  });
});

describe('without a known account', () => {
  test('a role of the same stack is accepted', () => {
    const of = granting(new Stack(new App(), 'Stack'));
    const reader = roleOf(of.stack);
    for (const grant of Object.values(EXPLICIT).slice(0, 7)) expect(grant(reader, of).success).toBe(true);
  });

  test('an imported role of any account is accepted', () => {
    const of = granting(new Stack(new App(), 'Stack'));
    const reader = iam.Role.fromRoleArn(of.stack, 'Reader', FOREIGN_ROLE);
    expect(of.made.grantReadCredentials(reader).success).toBe(true);
  });
});

test('a role of the account of the stack is refused for an imported database of another one', () => {
  const stack = new Stack(new App(), 'Stack', { env: { account: OTHER_ACCOUNT, region: 'us-east-1' } });
  const elsewhere = imported(stack);
  const reader = roleOf(stack);
  for (const grant of [
    () => elsewhere.grantReadCredentials(reader),
    () => elsewhere.grantConnect(reader, 'jobs'),
    () => elsewhere.secret.grantRead(reader),
  ]) {
    expect(grant).toThrow('must be a principal of the account of the database, 111122223333, got one of 444455556666');
  }
});

test('roles of Role.customizeRoles() do not count as imported', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT });
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Reader': 'reader' } });
  const reader = roleOf(stack);
  expect(imported(stack).grantReadCredentials(reader).success).toBe(true);
});

test.each(Object.entries({ ...EXPLICIT, ...BY_CONSTRUCTS }))(
  '%s accepts a role that the CDK CLI has yet to look up',
  (_, grant) => {
    const of = granting();
    expect(grant(iam.Role.fromLookup(of.stack, 'Reader', { roleName: 'reader' }), of).success).toBe(true);
  },
);
