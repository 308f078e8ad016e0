import * as path from 'path';
import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { filesOf, FolderCode, FolderFiles } from './folder-code';
import { FunctionNetwork } from './function-network';
import { hostNameOf } from '../network/secrets-manager-endpoint';
import { acknowledgeFunction } from '../operations/acknowledgements';
import { PACKAGE_FOLDER } from '../package-folder';
import { viaService } from '../regions/partition-services';

/** The properties of a function that works on the database. */
export interface DatabaseFunctionProps {
  readonly kind: 'rotation function' | 'bootstrap function';
  /** Returns the files to add to the handler. It is called at synthesis. */
  readonly files?: () => FolderFiles;
  readonly description: string;
  readonly functionNetwork: FunctionNetwork;
  readonly environment: Record<string, string>;
  readonly logGroup: logs.ILogGroup;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly reservedConcurrentExecutions?: number;
  /** The permissions of the function, in addition to running in the VPC and writing its log. */
  readonly statements: iam.PolicyStatement[];
}

const HANDLERS = {
  'rotation function': 'rotation-handler',
  'bootstrap function': 'bootstrap-handler',
  'snapshot copies': 'snapshot-copies-handler',
};

/** Returns the folder with the bundle of a handler. */
export function handlerFolder(kind: keyof typeof HANDLERS): string {
  return path.join(PACKAGE_FOLDER, 'assets', 'handlers', HANDLERS[kind]);
}

/** Returns the bundle of the handler, with the additional files if there are any. */
function codeOf({ kind, files, functionNetwork: { authorities } }: DatabaseFunctionProps): lambda.Code {
  const folder = handlerFolder(kind);
  if (!files && !authorities) return lambda.Code.fromAsset(folder);
  const knownFiles: Record<string, string | Buffer> = { ...filesOf(folder) };
  if (authorities) knownFiles['authorities.pem'] = authorities._pem();
  if (!files) return new FolderCode(() => knownFiles);
  return new FolderCode(() => ({ ...knownFiles, ...files() }));
}

/** A function in the subnets of the database. Its role allows nothing beyond the statements that the function needs. */
export class DatabaseFunction extends Construct {
  readonly function: lambda.Function;
  readonly policy: iam.ManagedPolicy;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: DatabaseFunctionProps) {
    super(scope, id);
    const { functionNetwork } = props;
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: props.description,
      statements: [...props.statements, writeLog(props.logGroup), ...runInVpc()],
    });
    // The role has no condition on the source: Lambda documents none for the role of a function, and a role can be
    // passed only within its account.
    // https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
    this.role = new iam.Role(this, 'Role', {
      description: props.description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [this.policy],
    });
    const environment: Record<string, string> = {
      DATABASE_HOST: functionNetwork.host,
      DATABASE_PORT: functionNetwork.port,
      DATABASE_NAME: functionNetwork.databaseName,
    };
    const hostName = functionNetwork.endpoint && hostNameOf(functionNetwork.endpoint);
    if (hostName) environment.SECRETS_MANAGER_ENDPOINT = `https://${hostName}`;
    this.function = new lambda.Function(this, 'Resource', {
      description: props.description,
      code: codeOf(props),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      role: roleWithoutGrants(this, this.role),
      vpc: functionNetwork.vpc,
      vpcSubnets: functionNetwork.vpcSubnets,
      // The network rules refuse public subnets, as soon as the VPC has been looked up.
      allowPublicSubnet: true,
      securityGroups: [functionNetwork.securityGroup],
      timeout: props.timeout,
      memorySize: props.memorySize,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      logGroup: props.logGroup,
      environment: { ...environment, ...props.environment },
    });
    acknowledgeFunction(this, props.kind);
  }
}

/**
 * Returns a role that ignores grants, because its policy is complete. It is imported by its ARN: CDK would otherwise
 * make the function depend on the policies of the role.
 */
export function roleWithoutGrants(scope: Construct, role: iam.Role): iam.IRole {
  return iam.Role.fromRoleArn(scope, `${role.node.id}AsItIs`, role.roleArn, { mutable: false });
}

/** Allows writing to a log group. */
export function writeLog(logGroup: logs.ILogGroup): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroup.logGroupArn],
  });
}

/**
 * Allows what Lambda needs to run a function in a VPC, and denies it to the function's own code.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
function runInVpc(): iam.PolicyStatement[] {
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
      // The condition key is set for calls of the code, and not for calls of the Lambda service.
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  ];
}

/** Allows reading secrets, and using their keys only for that. */
export function readSecrets(scope: Construct, secretArns: string[], keyArns: string[]): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secretArns }),
    useKeyForSecrets(scope, ['kms:Decrypt'], keyArns),
  ];
}

/** Allows the use of keys, only through Secrets Manager. */
export function useKeyForSecrets(scope: Construct, actions: string[], keyArns: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions,
    resources: keyArns,
    conditions: { StringEquals: { 'kms:ViaService': viaService(scope, 'secretsmanager') } },
  });
}
