import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { filesOf, FolderCode, FolderFiles } from './folder-code';
import { FunctionSurroundings } from './function-surroundings';
import { hostNameOf } from '../network/secrets-manager-endpoint';
import { acknowledgeFunction } from '../operations/acknowledgements';
import { viaService } from '../regions/partition-services';

/** What a function beside the database is made of. */
export interface DatabaseFunctionProps {
  readonly kind: 'rotation function' | 'bootstrap function';
  /** What stands beside the handler, asked for when the template is written. */
  readonly files?: () => FolderFiles;
  readonly description: string;
  readonly surroundings: FunctionSurroundings;
  readonly environment: Record<string, string>;
  readonly logGroup: logs.ILogGroup;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly reservedConcurrentExecutions?: number;
  /** What it may do beside standing in the VPC and writing its log. */
  readonly statements: iam.PolicyStatement[];
}

const HANDLERS = {
  'rotation function': 'rotation-handler',
  'bootstrap function': 'bootstrap-handler',
  'snapshot copies': 'snapshot-copies-handler',
};

/** The bundle of a handler. */
export function handlerFolder(kind: keyof typeof HANDLERS): string {
  return path.join(__dirname, '..', '..', 'assets', 'handlers', HANDLERS[kind]);
}

/** The bundle of the handler as it is, or with files beside it. */
function codeOf({ kind, files, surroundings: { authorities } }: DatabaseFunctionProps): lambda.Code {
  const folder = handlerFolder(kind);
  if (!files && !authorities) return lambda.Code.fromAsset(folder);
  const fixed = { ...filesOf(folder), ...(authorities && { 'authorities.pem': authorities._pem() }) };
  return new FolderCode(() => ({ ...fixed, ...files?.() }));
}

/** A function that stands in the subnets of the database, with a role that may do what it is for and nothing else. */
export class DatabaseFunction extends Construct {
  readonly function: lambda.Function;
  readonly policy: iam.ManagedPolicy;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: DatabaseFunctionProps) {
    super(scope, id);
    const { surroundings } = props;
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: props.description,
      statements: [...props.statements, writeLog(props.logGroup), ...standInVpc()],
    });
    // Without a condition on the source: Lambda documents none for the role of a function, and a role can be passed
    // within its account only.
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    this.role = new iam.Role(this, 'Role', {
      description: props.description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [this.policy],
    });
    const hostName = surroundings.endpoint && hostNameOf(surroundings.endpoint);
    this.function = new lambda.Function(this, 'Resource', {
      description: props.description,
      code: codeOf(props),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      role: asItIs(this, this.role),
      vpc: surroundings.vpc,
      vpcSubnets: surroundings.vpcSubnets,
      // The rules of the network refuse them, as soon as the VPC has been looked up.
      allowPublicSubnet: true,
      securityGroups: [surroundings.securityGroup],
      timeout: props.timeout,
      memorySize: props.memorySize,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      logGroup: props.logGroup,
      environment: {
        DATABASE_HOST: surroundings.host,
        DATABASE_PORT: surroundings.port,
        DATABASE_NAME: surroundings.databaseName,
        ...(hostName && { SECRETS_MANAGER_ENDPOINT: `https://${hostName}` }),
        ...props.environment,
      },
    });
    acknowledgeFunction(this, props.kind);
  }
}

/**
 * A role that nothing is granted to any more: what its policy does not have is not to be had. By its ARN: CDK would have the function wait for the role, which
 * it refers to anyway.
 */
export function asItIs(scope: Construct, role: iam.Role): iam.IRole {
  return iam.Role.fromRoleArn(scope, `${role.node.id}AsItIs`, role.roleArn, { mutable: false });
}

export function writeLog(logGroup: logs.ILogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

/**
 * What Lambda needs to put a function into a VPC, and what keeps the function's own code from using it.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function standInVpc(): iam.PolicyStatement[] {
  const actions = [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ];
  return [
    new iam.PolicyStatement({ actions, resources: ['*'] }),
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions,
      resources: ['*'],
      // The key is set for what the code calls, and not for what the service calls to set the function up.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}

/** Reading a secret, and the use of its key for just that. */
export function readSecrets(scope: Construct, secretArns: string[], keyArns: string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secretArns }),
    useKeyForSecrets(scope, ['kms:Decrypt'], keyArns),
  ];
}

/** Use of a key through Secrets Manager alone. */
export function useKeyForSecrets(scope: Construct, actions: string[], keyArns: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions,
    resources: keyArns,
    conditions: { StringEquals: { 'kms:ViaService': viaService(scope, 'secretsmanager') } },
  });
}
