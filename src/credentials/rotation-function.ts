import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IDependable } from 'constructs';
import { CredentialsRotation } from './credentials-rotation';
import { DatabaseFunction, readSecrets, useKeyForSecrets } from '../functions/database-function';
import { FunctionNetwork } from '../functions/function-network';

/** The secret to rotate, and where its function runs. */
export interface RotationFunctionProps {
  /** The secret, attached to the instance. The schedule belongs to the attachment. */
  readonly secret: secretsmanager.ISecret;
  readonly keyArn: string;
  /** The user of the secret. With a `master`, the first of two logins that take turns. */
  readonly username: string;
  /** The secret of the master user, if that user changes the password; undefined if the user changes its own. */
  readonly master?: secretsmanager.ISecret;
  readonly rotation: CredentialsRotation;
  readonly functionNetwork: FunctionNetwork;
  readonly logGroup: logs.ILogGroup;
  /** What must exist before the schedule: Secrets Manager tries the password out when it takes the schedule. */
  readonly after: IDependable[];
}

/** The library's function that rotates one secret, and its schedule. The function can use no other secret. */
export class RotationFunction extends DatabaseFunction {
  constructor(scope: Construct, id: string, props: RotationFunctionProps) {
    const { secret, keyArn, master, rotation } = props;
    super(scope, id, {
      kind: 'rotation function',
      description: `Rotates the password of the database user ${props.username}`,
      functionNetwork: props.functionNetwork,
      logGroup: props.logGroup,
      // The function waits for a failover, which takes one to two minutes.
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
            'secretsmanager:PutSecretValue',
            'secretsmanager:UpdateSecretVersionStage',
            // Without a master, the function looks for the password of the database among the versions of its secret.
            ...(master ? [] : ['secretsmanager:ListSecretVersionIds']),
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
      // The function itself refuses every secret but its own.
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
      sourceAccount: Stack.of(this).account,
    });
    const schedule = scheduleRotation(this, secret, rotation, this.function);
    schedule.node.addDependency(permission, ...props.after);
  }
}

/**
 * Schedules the rotation of a secret, without rotating it during the deployment. Secrets Manager runs only testSecret
 * then, with the current password.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html (RotateImmediately)
 *
 * The logical id of the schedule is the same for every function. With another id, CloudFormation would create the
 * new schedule first and then delete the old one, which ends the rotation.
 */
function scheduleRotation(
  scope: Construct,
  secret: secretsmanager.ISecret,
  rotation: CredentialsRotation,
  rotationFunction: lambda.IFunction,
): Construct {
  const schedule = secret.addRotationSchedule('RotationSchedule', {
    // Imported by its ARN, so that CDK grants it nothing: its own policy has all that it needs.
    rotationLambda: lambda.Function.fromFunctionArn(scope, 'Scheduled', rotationFunction.functionArn),
    automaticallyAfter: rotation.interval,
    rotateImmediatelyOnUpdate: false,
  });
  setWindow(schedule.node.defaultChild as secretsmanager.CfnRotationSchedule, rotation);
  return schedule;
}

/** Sets the window of a schedule, for which `secretsmanager.RotationSchedule` has no prop. */
export function setWindow(schedule: secretsmanager.CfnRotationSchedule, { window }: CredentialsRotation): void {
  if (window) schedule.addPropertyOverride('RotationRules.Duration', `${window.toHours()}h`);
}
