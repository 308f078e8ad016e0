import { App, CfnDynamicReference, CfnDynamicReferenceService, CfnOutput, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import * as eks from 'aws-cdk-lib/aws-eks';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import {
  CredentialsRotation,
  IOficinaPostgres,
  OficinaPostgres,
  OficinaPostgresProps,
  UserPrivileges,
} from '../../src';
import { database, ENVIRONMENT } from '../support/database';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';
import { list, permits, text } from '../support/policy';

const IMAGE = ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox');
const OTHER_VPC = {
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZones: ['us-east-1a', 'us-east-1b'],
  privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
};

/** A user of a secret; returns the construct that can depend on the database user. */
type Use = (stack: Stack, secret: secretsmanager.ISecret) => IConstruct;

const vpcOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'ReaderVpc', OTHER_VPC);
const LAMBDA = new iam.ServicePrincipal('lambda.amazonaws.com');
const role = (stack: Stack) => new iam.Role(stack, 'Reader', { assumedBy: LAMBDA });
const password = (secret: secretsmanager.ISecret) => ({ PASSWORD: ecs.Secret.fromSecretsManager(secret, 'password') });

function withContainer<T extends ecs.TaskDefinition>(task: T, secret: secretsmanager.ISecret): T {
  task.addContainer('Container', { image: IMAGE, memoryLimitMiB: 256, secrets: password(secret) });
  return task;
}

const USES: Record<string, Use> = {
  'a Fargate task': (stack, secret) => withContainer(new ecs.FargateTaskDefinition(stack, 'Reader'), secret),
  'an EC2 task': (stack, secret) => withContainer(new ecs.Ec2TaskDefinition(stack, 'Reader'), secret),
  'a version of the secret in a task': (stack, secret) => {
    const task = new ecs.FargateTaskDefinition(stack, 'Reader');
    const version = ecs.Secret.fromSecretsManagerVersion(secret, { versionStage: 'AWSCURRENT' }, 'password');
    task.addContainer('Container', { image: IMAGE, secrets: { PASSWORD: version } });
    return task;
  },
  'a Fargate service behind a load balancer': (stack, secret) => {
    const { ApplicationLoadBalancedFargateService: Service } = patterns;
    return new Service(stack, 'Reader', {
      vpc: vpcOf(stack),
      publicLoadBalancer: false,
      taskImageOptions: { image: IMAGE, secrets: password(secret) },
    });
  },
  'a Batch job': (stack, secret) =>
    new batch.EcsJobDefinition(stack, 'Reader', {
      container: new batch.EcsFargateContainerDefinition(stack, 'Container', {
        image: IMAGE,
        cpu: 1,
        memory: Size.gibibytes(2),
        secrets: { PASSWORD: batch.Secret.fromSecretsManager(secret, 'password') },
      }),
    }),
  'a service account of EKS': (stack, secret) => {
    const cluster = eks.Cluster.fromClusterAttributes(stack, 'Cluster', {
      clusterName: 'oficina',
      openIdConnectProvider: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(
        stack,
        'Provider',
        'arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABCDEF',
      ),
      kubectlProvider: eks.KubectlProvider.fromKubectlProviderAttributes(stack, 'Kubectl', {
        functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:kubectl',
        kubectlRoleArn: 'arn:aws:iam::111122223333:role/kubectl',
        handlerRole: iam.Role.fromRoleArn(stack, 'Handler', 'arn:aws:iam::111122223333:role/handler'),
      }),
    });
    const account = new eks.ServiceAccount(stack, 'Reader', { cluster, name: 'orders' });
    secret.grantRead(account);
    return account;
  },
  'a function with the layer of parameters and secrets': (stack, secret) => {
    const reader = new lambda.Function(stack, 'Reader', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      paramsAndSecrets: lambda.ParamsAndSecretsLayerVersion.fromVersion(lambda.ParamsAndSecretsVersions.V1_0_103),
      environment: { SECRET_ARN: secret.secretArn },
    });
    secret.grantRead(reader);
    return reader;
  },
  'an RDS Proxy of CDK': (stack, secret) =>
    new rds.DatabaseProxy(stack, 'Reader', {
      vpc: vpcOf(stack),
      secrets: [secret],
      proxyTarget: rds.ProxyTarget.fromInstance(
        rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Target', {
          instanceIdentifier: 'oficina-db-dev',
          instanceEndpointAddress: 'host',
          port: 5432,
          securityGroups: [],
          engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_15 }),
        }),
      ),
    }),
  'a role': (stack, secret) => {
    const reader = role(stack);
    secret.grantRead(reader);
    return reader;
  },
  'a role with a dynamic reference': (stack, secret) => {
    const reader = role(stack);
    secret.grantRead(reader);
    const username = `${secret.secretName}:SecretString:username`;
    new CfnOutput(stack, 'User', {
      value: new CfnDynamicReference(CfnDynamicReferenceService.SECRETS_MANAGER, username).toString(),
    });
    return reader;
  },
};

/** The statements of all policies of a stack. */
function statements(stack: Stack): any[] {
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

/** The ARN as CloudFormation resolves it, in the format that the tests of policies use. */
const resolved = (stack: Stack, value: string) => text(stack.resolve(value));

function expectReader(stack: Stack, secretArn: string, keyArn: string, region = 'us-east-1'): void {
  const own = statements(stack);
  expect(permits(own, { action: 'secretsmanager:GetSecretValue', resource: secretArn })).toBe(true);
  expect(permits(own, { action: 'secretsmanager:DescribeSecret', resource: secretArn })).toBe(true);
  const context = { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` };
  expect(permits(own, { action: 'kms:Decrypt', resource: keyArn, context })).toBe(true);
}

/** The policies of keys and secrets, which contain no readers. */
function resourcePolicies(stack: Stack): string {
  const template = Template.fromStack(stack);
  const types = ['AWS::KMS::Key', 'AWS::SecretsManager::ResourcePolicy'];
  return JSON.stringify(types.map((type) => template.findResources(type)));
}

describe.each(Object.entries(USES))('%s', (_, use) => {
  test('in the same stack reads the secret, and can depend on the user', () => {
    const app = new App({ context: RECOMMENDED_FLAGS });
    const { database: made, stack } = database({ monitoring: false }, new Stack(app, 'Database', { env: ENVIRONMENT }));
    const user = made.addApplicationUser('svc', { privileges: UserPrivileges.READ_WRITE });
    use(stack, made.userSecret('svc')).node.addDependency(user);
    app.synth();
    expectReader(stack, resolved(stack, user.secret!.secretArn), resolved(stack, made.encryptionKey.keyArn));
    expect(resourcePolicies(stack)).not.toContain('Reader');
  });

  test('in another stack makes that stack depend on the database, also without feature flags', () => {
    const app = new App();
    const { database: made, stack } = database({ monitoring: false }, new Stack(app, 'Database', { env: ENVIRONMENT }));
    const user = made.addApplicationUser('svc', { privileges: UserPrivileges.READ_WRITE });
    const service = new Stack(app, 'Service', { env: ENVIRONMENT });
    use(service, made.userSecret('svc')).node.addDependency(user);
    app.synth();
    expect(service.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
    const actions = statements(service).flatMap(({ Action }) => list(Action));
    expect(actions).toEqual(expect.arrayContaining(['secretsmanager:GetSecretValue', 'kms:Decrypt']));
  });

  test('in another app reads the secret through the SSM parameters', () => {
    const stack = new Stack(new App(), 'Service', { env: ENVIRONMENT });
    const shared = OficinaPostgres.fromSsmParameters(stack, 'Database', '/oficina/prod/database');
    const secret = shared.userSecret('svc');
    use(stack, secret);
    const [read] = statements(stack).filter(({ Action }) => list(Action).includes('secretsmanager:GetSecretValue'));
    expect(list(read.Resource)).toEqual([stack.resolve(secret.secretArn)]);
    const [decrypt] = statements(stack).filter(({ Action }) => list(Action).includes('kms:Decrypt'));
    expect(list(decrypt.Resource)).toEqual([stack.resolve(secret.encryptionKey!.keyArn)]);
  });

  test('reads the secret of a database that is imported by its attributes', () => {
    const stack = new Stack(new App(), 'Service', { env: ENVIRONMENT });
    use(stack, byAttributes(stack).userSecret('svc'));
    expectReader(stack, SERVICE_ARN, KEY_ARN);
  });
});

const SERVICE_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod/svc-AbCdEf';
const KEY_ARN = 'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012';

function byAttributes(stack: Stack): IOficinaPostgres {
  return OficinaPostgres.fromAttributes(stack, 'Database', {
    instanceIdentifier: 'oficina-db-prod',
    instanceResourceId: 'db-ABCDEFGHIJKL',
    endpointAddress: 'oficina-db-prod.abc.us-east-1.rds.amazonaws.com',
    secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod-AbCdEf',
    keyArn: KEY_ARN,
    securityGroupId: 'sg-database',
    userSecretArns: { svc: SERVICE_ARN },
  });
}

test.each<[string, Partial<OficinaPostgresProps>]>([
  ['the library', {}],
  ['RDS', { rotation: CredentialsRotation.managedByRds() }],
])('the secret of the master user that %s creates can be granted in the same way', (_, props) => {
  const { database: made, stack } = database({ ...props, monitoring: false });
  made.secret.grantRead(role(stack));
  expectReader(stack, resolved(stack, made.secret.secretArn), resolved(stack, made.encryptionKey.keyArn));
});

test('the secret of the instance is the secret of the database', () => {
  const { database: made } = database();
  expect(made.instance.secret).toBe(made.secret);
});

test('stages restrict reading, but not describing', () => {
  const { database: made, stack } = database({ monitoring: false });
  made.secret.grantRead(role(stack), ['AWSCURRENT']);
  const resource = stack.resolve(made.secret.secretArn);
  expect(statements(stack)).toEqual(
    expect.arrayContaining([
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: resource,
        Condition: { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': ['AWSCURRENT'] } },
      },
      { Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: resource },
    ]),
  );
});

test.each<[string, (stack: Stack) => [secretsmanager.ISecret, Stack]]>([
  ['of the same stack', (stack) => [database({ monitoring: false }, stack).database.secret, stack]],
  [
    'of another stack',
    (stack) => {
      const { secret } = database({ monitoring: false }, stack).database;
      return [secret, new Stack(stack.node.scope, 'Writer', { env: ENVIRONMENT })];
    },
  ],
  ['of a secret that is imported', (stack) => [byAttributes(stack).userSecret('svc'), stack]],
])('a writer %s can also use the key, without a statement in the policy of the key', (_, make) => {
  const app = new App();
  const [secret, stack] = make(new Stack(app, 'Database', { env: ENVIRONMENT }));
  secret.grantWrite(role(stack));
  app.synth();
  const own = statements(stack);
  expect(own.map(({ Action }) => Action)).toEqual([
    ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecret', 'secretsmanager:UpdateSecretVersionStage'],
    ['kms:Decrypt', 'kms:GenerateDataKey'],
  ]);
  expect(own[1].Condition).toEqual({ StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } });
});

test('a role in a stack of another region reads the secret by its full ARN', () => {
  const app = new App();
  const { database: made } = database({ monitoring: false }, new Stack(app, 'Database', { env: ENVIRONMENT }));
  const west = new Stack(app, 'West', { env: { ...ENVIRONMENT, region: 'us-west-2' } });
  made.secret.grantRead(role(west));
  app.synth();
  const [read, decrypt] = statements(west);
  // From the export of the other stack: otherwise CDK would write the ARN without its last six characters, which
  // matches nothing.
  expect(JSON.stringify(read.Resource)).toMatch(/RefDatabaseCredentialsSecretAttachment/);
  expect(JSON.stringify(decrypt.Resource)).toMatch(/DatabaseEncryptionKey/);
  expect(decrypt.Condition).toEqual({ StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } });
});
