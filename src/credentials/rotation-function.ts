import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IDependable } from 'constructs';
import { CredentialsRotation } from './credentials-rotation';
import { DatabaseFunction, readSecrets, useKeyForSecrets } from '../functions/database-function';
import { FunctionSurroundings } from '../functions/function-surroundings';

/** What a rotation function works on. */
export interface RotationFunctionProps {
  /** The secret, attached to the instance: the schedule hangs on the attachment. */
  readonly secret: secretsmanager.ISecret;
  readonly keyArn: string;
  /** The user that the secret is of; with a master, the first of two that alternate. */
  readonly username: string;
  /** The secret of the master user, where that one changes the password. */
  readonly master?: secretsmanager.ISecret;
  readonly rotation: CredentialsRotation;
  readonly surroundings: FunctionSurroundings;
  readonly logGroup: logs.ILogGroup;
  /** What has to be there before the password can be tried out, as Secrets Manager does when it takes a schedule. */
  readonly after: IDependable[];
}

/** The library's own rotation of one secret: the function, which may touch this secret alone, and its schedule. */
export class RotationFunction extends DatabaseFunction {
  constructor(scope: Construct, id: string, props: RotationFunctionProps) {
    const { secret, keyArn, master, rotation } = props;
    super(scope, id, {
      kind: 'rotation function',
      description: `Rotates the password of the database user ${props.username}`,
      surroundings: props.surroundings,
      logGroup: props.logGroup,
      // A failover takes one to two minutes, and the function waits for it.
      timeout: Duration.minutes(3),
      memorySize: 256,
      reservedConcurrentExecutions: rotation.reserveConcurrency ? 1 : undefined,
      environment: {
        SECRET_ARN: secret.secretArn,
        DATABASE_USER: props.username,
        ...(master && { MASTER_SECRET_ARN: master.secretArn }),
      },
      statements: [
        new iam.PolicyStatement({
          actions: [
            'secretsmanager:DescribeSecret',
            'secretsmanager:GetSecretValue',
            'secretsmanager:ListSecretVersionIds',
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
          ],
          resources: [secret.secretArn],
        }),
        useKeyForSecrets(scope, ['kms:Decrypt', 'kms:GenerateDataKey'], [keyArn]),
        ...(master ? readSecrets(scope, [master.secretArn], [master.encryptionKey!.keyArn]) : []),
      ],
    });
    const permission = new lambda.CfnPermission(this, 'Invocation', {
      action: 'lambda:InvokeFunction',
      functionName: this.function.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      // The function refuses every secret but its own. https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
      sourceAccount: Stack.of(this).account,
    });
    scheduleRotation(this, secret, rotation, this.function).node.addDependency(permission, ...props.after);
  }
}

/**
 * The schedule of a rotation, not with the deployment: Secrets Manager then runs testSecret once, with the password as it is.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
 *
 * Its logical id is the same with each function: CloudFormation would make the new schedule of a secret before it takes down the old
 * one, and with that one the rotation.
 */
export function scheduleRotation(
  scope: Construct,
  secret: secretsmanager.ISecret,
  rotation: CredentialsRotation,
  by: lambda.IFunction,
): Construct {
  const schedule = secret.addRotationSchedule('RotationSchedule', {
    // By its ARN, so that CDK grants nothing: what the function needs is in its policy.
    rotationLambda: lambda.Function.fromFunctionArn(scope, 'Scheduled', by.functionArn),
    automaticallyAfter: rotation.interval,
    rotateImmediatelyOnUpdate: false,
  });
  setWindow(schedule.node.defaultChild as secretsmanager.CfnRotationSchedule, rotation);
  return schedule;
}

/** The L2 has no window. */
export function setWindow(schedule: secretsmanager.CfnRotationSchedule, { window }: CredentialsRotation): void {
  if (window) schedule.addPropertyOverride('RotationRules.Duration', `${window.toHours()}h`);
}
