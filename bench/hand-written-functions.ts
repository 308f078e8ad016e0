import { createHash } from 'crypto';
import { cpSync, readFileSync, writeFileSync } from 'fs';
import * as path from 'path';
import { ArnFormat, CfnResource, CustomResource, Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as customResources from 'aws-cdk-lib/custom-resources';
import { IDependable } from 'constructs';

/** The resources that the functions use. */
export interface Served {
  readonly name: string;
  readonly instance: rds.DatabaseInstance;
  readonly connections: ec2.Connections;
  readonly encryptionKey: kms.Key;
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** Whether the subnets have no route out. */
  readonly isolated: boolean;
}

/** The network of both functions. */
interface Place {
  readonly securityGroup: ec2.SecurityGroup;
  /** Undefined if the subnets have a route out. */
  readonly endpoint?: ec2.InterfaceVpcEndpoint;
  readonly after: IDependable[];
}

const ROOT = path.resolve(__dirname, '..');
const HANDLERS = path.join(ROOT, 'assets', 'handlers');

const NETWORK_INTERFACES = [
  'CreateNetworkInterface',
  'DescribeNetworkInterfaces',
  'DescribeSubnets',
  'DeleteNetworkInterface',
  'AssignPrivateIpAddresses',
  'UnassignPrivateIpAddresses',
].map((action) => `ec2:${action}`);

/** The permissions of the two functions on the secret. */
const SECRET_ACTIONS = [
  'DescribeSecret',
  'GetSecretValue',
  'ListSecretVersionIds',
  'PutSecretValue',
  'UpdateSecretVersionStage',
].map((action) => `secretsmanager:${action}`);

/**
 * The function that rotates the password, and the one that runs SQL with each deployment. Returns the log group of the
 * first.
 */
export function functions(stack: Stack, served: Served): logs.LogGroup {
  const at = place(stack, served);
  const rotationLog = rotation(stack, served, at);
  bootstrap(stack, served, at);
  return rotationLog;
}

function place(stack: Stack, { name, connections, vpc, vpcSubnets, isolated }: Served): Place {
  const securityGroup = new ec2.SecurityGroup(stack, 'RotationSecurityGroup', {
    vpc,
    description: 'Rotation function of the database password',
    allowAllOutbound: false,
  });
  securityGroup.connections.allowToDefaultPort({ connections }, 'Rotation of the database password');
  const wayOut = vpc.selectSubnets(vpcSubnets).internetConnectivityEstablished;
  if (!isolated) {
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Secrets Manager');
    return { securityGroup, after: [...made(securityGroup, ...connections.securityGroups), wayOut] };
  }
  const endpointSecurityGroup = new ec2.SecurityGroup(stack, 'EndpointSecurityGroup', {
    vpc,
    description: 'Secrets Manager for the rotation of the database password',
    allowAllOutbound: false,
  });
  const endpoint = new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    subnets: vpcSubnets,
    securityGroups: [endpointSecurityGroup],
    open: false,
    privateDnsEnabled: false,
  });
  endpoint.addToPolicy(
    new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()],
      actions: SECRET_ACTIONS,
      // Secrets Manager adds six characters to the name.
      resources: [secretArn(stack, `${name}-??????`), secretArn(stack, `${name}/*`)],
      conditions: { StringEquals: { 'aws:PrincipalAccount': stack.account } },
    }),
  );
  securityGroup.connections.allowToDefaultPort(endpoint, 'Rotation of the database password');
  return {
    securityGroup,
    endpoint,
    after: [...made(securityGroup, ...connections.securityGroups, endpointSecurityGroup), endpoint, wayOut],
  };
}

function secretArn(stack: Stack, resourceName: string): string {
  return stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** Security groups with their current rules: those of clients are added later. */
function made(...securityGroups: ec2.ISecurityGroup[]): CfnResource[] {
  return securityGroups
    .flatMap((group) => group.node.findAll())
    .filter((child): child is CfnResource => CfnResource.isCfnResource(child));
}

function rotation(stack: Stack, served: Served, at: Place): logs.LogGroup {
  const { instance, encryptionKey } = served;
  const secret = instance.secret!;
  const logGroup = log(stack, served, 'rotation');
  const rotate = databaseFunction(stack, 'RotationFunction', served, at, {
    code: lambda.Code.fromAsset(path.join(HANDLERS, 'rotation-handler')),
    description: 'Rotates the password of the database user oficina_admin',
    logGroup,
    timeout: Duration.minutes(3),
    reservedConcurrentExecutions: 1,
    environment: { SECRET_ARN: secret.secretArn, DATABASE_USER: 'oficina_admin' },
    statements: [
      new iam.PolicyStatement({ actions: SECRET_ACTIONS, resources: [secret.secretArn] }),
      useKey(stack, encryptionKey, 'kms:Decrypt', 'kms:GenerateDataKey'),
    ],
  });
  const permission = new lambda.CfnPermission(stack, 'RotationPermission', {
    action: 'lambda:InvokeFunction',
    functionName: rotate.functionArn,
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: stack.account,
  });
  const schedule = secret.addRotationSchedule('RotationSchedule', {
    // By its ARN: otherwise CDK would grant more than necessary.
    rotationLambda: lambda.Function.fromFunctionArn(stack, 'Scheduled', rotate.functionArn),
    automaticallyAfter: Duration.days(30),
    rotateImmediatelyOnUpdate: false,
  });
  schedule.node.addDependency(permission, ...at.after);
  return logGroup;
}

function bootstrap(stack: Stack, served: Served, at: Place): void {
  const { name, instance, encryptionKey } = served;
  const secret = instance.secret!;
  const logGroup = log(stack, served, 'bootstrap');
  const onEventHandler = databaseFunction(stack, 'BootstrapFunction', served, at, {
    code: bootstrapCode(),
    description: `Runs SQL in the database ${name} with each deployment`,
    logGroup,
    timeout: Duration.minutes(14),
    environment: { MASTER_SECRET_ARN: secret.secretArn, MASTER_USERNAME: 'oficina_admin' },
    statements: [
      new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
      useKey(stack, encryptionKey, 'kms:Decrypt'),
    ],
  });
  const role = functionRole(stack, 'Provider', `Answers CloudFormation for the SQL of the database ${name}`, [
    new iam.PolicyStatement({
      actions: ['lambda:InvokeFunction', 'lambda:GetFunction'],
      resources: [onEventHandler.functionArn],
    }),
    writeLog(logGroup),
  ]);
  const provider = new customResources.Provider(stack, 'Provider', {
    onEventHandler,
    frameworkOnEventRole: role,
    logGroup,
  });
  const sql = readFileSync(path.join(ROOT, 'scripts', 'init-db.sql'));
  new CustomResource(stack, 'Bootstrap', {
    resourceType: 'Custom::OficinaPostgresBootstrap',
    serviceToken: provider.serviceToken,
    removalPolicy: RemovalPolicy.DESTROY,
    properties: {
      Host: instance.dbInstanceEndpointAddress,
      MasterSecretArn: secret.secretArn,
      Scripts: [`init-db.sql ${createHash('sha256').update(sql).digest('hex')}`],
    },
  }).node.addDependency(...at.after);
}

/** The bundle, and the empty list of users that the function creates. */
function bootstrapCode(): lambda.Code {
  const bundle = path.join(HANDLERS, 'bootstrap-handler');
  return lambda.Code.fromAsset(bundle, {
    bundling: {
      image: lambda.Runtime.NODEJS_24_X.bundlingImage,
      local: {
        tryBundle: (folder) => {
          cpSync(bundle, folder, { recursive: true });
          writeFileSync(path.join(folder, 'users.json'), '[]\n');
          return true;
        },
      },
    },
  });
}

function log(stack: Stack, { name, encryptionKey }: Served, of: 'rotation' | 'bootstrap'): logs.LogGroup {
  return new logs.LogGroup(stack, `Log-${of}`, {
    logGroupName: `/aws/rds/instance/${name}/${of}`,
    encryptionKey,
    retention: logs.RetentionDays.THREE_MONTHS,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}

interface FunctionProps extends Required<Pick<lambda.FunctionProps, 'description' | 'timeout' | 'environment'>> {
  readonly code: lambda.Code;
  readonly logGroup: logs.LogGroup;
  readonly reservedConcurrentExecutions?: number;
  readonly statements: iam.PolicyStatement[];
}

function databaseFunction(
  stack: Stack,
  id: string,
  { instance, vpc, vpcSubnets }: Served,
  at: Place,
  props: FunctionProps,
): lambda.Function {
  const { statements, ...rest } = props;
  const hostName = at.endpoint && Fn.select(1, Fn.split(':', Fn.select(0, at.endpoint.vpcEndpointDnsEntries)));
  return new lambda.Function(stack, id, {
    ...rest,
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    role: functionRole(stack, id, props.description, [
      ...statements,
      writeLog(props.logGroup),
      new iam.PolicyStatement({ actions: NETWORK_INTERFACES, resources: ['*'] }),
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        actions: NETWORK_INTERFACES,
        resources: ['*'],
        conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      }),
    ]),
    vpc,
    vpcSubnets,
    securityGroups: [at.securityGroup],
    memorySize: 256,
    environment: {
      DATABASE_HOST: instance.dbInstanceEndpointAddress,
      DATABASE_PORT: instance.dbInstanceEndpointPort,
      DATABASE_NAME: 'oficina_db',
      ...(hostName && { SECRETS_MANAGER_ENDPOINT: `https://${hostName}` }),
      ...props.environment,
    },
  });
}

function functionRole(stack: Stack, id: string, description: string, statements: iam.PolicyStatement[]): iam.IRole {
  const role = new iam.Role(stack, `${id}Role`, {
    description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: [new iam.ManagedPolicy(stack, `${id}Policy`, { description, statements })],
  });
  // With only this policy.
  return iam.Role.fromRoleArn(stack, `${id}RoleAsItIs`, role.roleArn, { mutable: false });
}

function writeLog(logGroup: logs.LogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

function useKey(stack: Stack, key: kms.Key, ...actions: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions,
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` } },
  });
}
