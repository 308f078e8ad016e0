import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sam from 'aws-cdk-lib/aws-sam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { CredentialsRotation, RotationStrategy } from './credentials-rotation';
import { EXCLUDED_CHARACTERS, PASSWORD_LENGTH } from './password-criteria';
import { RotationFunction, setWindow } from './rotation-function';
import { grantedToPrincipals } from './secret-grant';
import { closedToPublic } from './secret-policy';
import { FunctionSurroundings } from '../functions/function-surroundings';
import { WatchedRotation } from '../monitoring/watched-rotation';
import { hostNameOf } from '../network/secrets-manager-endpoint';
import { namedRemoval } from '../operations/removal';
import { viaService } from '../regions/partition-services';
import { Settings } from '../settings/settings';

/** The password of a secret, and what stands in it before the attachment adds host, port, engine and dbInstanceIdentifier. */
export function generatedSecret(
  scope: Construct,
  values: Record<string, unknown>,
): secretsmanager.SecretStringGenerator {
  return {
    secretStringTemplate: Stack.of(scope).toJsonString(values),
    generateStringKey: 'password',
    passwordLength: PASSWORD_LENGTH,
    excludeCharacters: EXCLUDED_CHARACTERS,
  };
}

/** The secret of the master user, and its rotation. */
export class DatabaseCredentials extends Construct {
  /** Undefined where RDS makes the secret. */
  readonly secret?: secretsmanager.Secret;
  /** Log of every rotation function of the database; undefined where there is none yet. */
  logGroup?: logs.LogGroup;
  application?: secretsmanager.SecretRotation;
  function?: lambda.Function;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Settings,
    private readonly key: kms.IKey,
    removalPolicy: RemovalPolicy,
  ) {
    super(scope, id);
    if (settings.rotation.strategy === RotationStrategy.MANAGED_BY_RDS) {
      this.letSecretsManagerUseKey();
      return;
    }
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      secretName: settings.secretName,
      description: `Master user of the database ${settings.instanceIdentifier}`,
      encryptionKey: key,
      removalPolicy,
      generateSecretString: generatedSecret(this, { username: settings.masterUsername, dbname: settings.databaseName }),
    });
  }

  /** The secret that goes with the instance: ours, attached to it, or the one that RDS has made. */
  attachedSecret(instance: rds.DatabaseInstance): secretsmanager.ISecret {
    const secret =
      instance.secret ??
      secretsmanager.Secret.fromSecretAttributes(this, 'ManagedSecret', {
        secretCompleteArn: (instance.node.defaultChild as rds.CfnDBInstance).attrMasterUserSecretSecretArn,
        encryptionKey: this.key,
      });
    return grantedToPrincipals(closedToPublic(secret), Stack.of(this));
  }

  /** The log of the rotation functions: one for all of a database, made with the first of them. */
  rotationLog(): logs.LogGroup {
    return (this.logGroup ??= new logs.LogGroup(this, 'RotationLog', {
      logGroupName: `/aws/rds/instance/${this.settings.instanceIdentifier}/rotation`,
      encryptionKey: this.key,
      retention: this.settings.logRetention,
      removalPolicy: namedRemoval(this.settings.removalPolicy),
    }));
  }

  /** Rotates the password of the master user; a function needs surroundings for it. */
  rotate(
    secret: secretsmanager.ISecret,
    instance: rds.DatabaseInstance,
    surroundings: FunctionSurroundings | undefined,
    database: ec2.IConnectable,
  ): void {
    const { rotation, masterUsername: username } = this.settings;
    switch (rotation.strategy) {
      case RotationStrategy.BUILTIN: {
        const logGroup = this.rotationLog();
        this.function = new RotationFunction(this, 'RotationFunction', {
          secret,
          keyArn: this.key.keyArn,
          username,
          rotation,
          surroundings: surroundings!,
          logGroup,
          after: surroundings!.after,
        }).function;
        return;
      }
      case RotationStrategy.AWS_SERVERLESS_APPLICATION: {
        this.application = this.serverlessApplication(secret, surroundings!, database);
        return;
      }
      case RotationStrategy.MANAGED_BY_RDS: {
        if (rotation.interval) this.scheduleOfRds(instance, rotation);
        return;
      }
      case RotationStrategy.DISABLED:
        return;
    }
  }

  /** What a secretsmanager.Secret does with its key; the one that RDS makes is none. */
  private letSecretsManagerUseKey(): void {
    const { account } = Stack.of(this);
    const throughSecretsManager = new kms.ViaServicePrincipal(
      viaService(this, 'secretsmanager'),
      new iam.AccountPrincipal(account),
    );
    this.key.grantEncryptDecrypt(throughSecretsManager);
    this.key.grant(throughSecretsManager, 'kms:CreateGrant', 'kms:DescribeKey');
  }

  /** What to watch; undefined where nothing rotates. */
  watched(secret: secretsmanager.ISecret): WatchedRotation | undefined {
    return this.settings.rotation.strategy === RotationStrategy.DISABLED
      ? undefined
      : { secrets: [secret], logGroup: this.logGroup };
  }

  private serverlessApplication(
    secret: secretsmanager.ISecret,
    { vpc, vpcSubnets, securityGroup, endpoint, after }: FunctionSurroundings,
    database: ec2.IConnectable,
  ): secretsmanager.SecretRotation {
    const { rotation } = this.settings;
    const application = new secretsmanager.SecretRotation(this, 'Rotation', {
      application: secretsmanager.SecretRotationApplication.POSTGRES_ROTATION_SINGLE_USER,
      secret,
      // The rules are made with the group; without a group, the target makes none.
      target: { connections: new ec2.Connections({ defaultPort: database.connections.defaultPort }) },
      vpc,
      vpcSubnets,
      securityGroup,
      automaticallyAfter: rotation.interval,
      rotateImmediatelyOnUpdate: false,
      excludeCharacters: EXCLUDED_CHARACTERS,
    });
    const schedule = secret.node.findChild('RotationSchedule');
    schedule.node.addDependency(...after);
    setWindow(schedule.node.defaultChild as secretsmanager.CfnRotationSchedule, rotation);
    const hostName = endpoint && hostNameOf(endpoint);
    if (hostName) {
      (application.node.findChild('Resource') as sam.CfnApplication).addPropertyOverride(
        'Parameters.endpoint',
        `https://${hostName}`,
      );
    }
    return application;
  }

  /** RDS rotates without a function; only the schedule can be another one. */
  private scheduleOfRds(instance: rds.DatabaseInstance, rotation: CredentialsRotation): void {
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'ManagedRotation', {
      secretId: (instance.node.defaultChild as rds.CfnDBInstance).attrMasterUserSecretSecretArn,
      rotateImmediatelyOnUpdate: false,
      rotationRules: { scheduleExpression: events.Schedule.rate(rotation.interval!).expressionString },
    });
    setWindow(schedule, rotation);
  }
}
