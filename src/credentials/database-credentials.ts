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
import { EXCLUDED_CHARACTERS, PASSWORD_LENGTH } from './password-criteria';
import { RotationFunction, setWindow } from './rotation-function';
import { grantThroughPrincipals } from './secret-grant';
import { closeToPublic } from './secret-policy';
import { AdoptedDatabase } from '../adoption/adopted-database';
import { FunctionNetwork } from '../functions/function-network';
import { WatchedRotation } from '../monitoring/watched-rotation';
import { hostNameOf } from '../network/secrets-manager-endpoint';
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { viaService } from '../regions/partition-services';
import { Settings } from '../settings/settings';

/**
 * A secret with these values and a generated password. Its attachment adds host, port, engine and dbInstanceIdentifier.
 */
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
  /** The secret; undefined if RDS creates it, or if the instance is adopted with one. */
  readonly secret?: secretsmanager.Secret;
  /** Log group of all rotation functions of the database; undefined until the first function needs it. */
  logGroup?: logs.LogGroup;
  /** Nested stack with AWS's rotation function; undefined with any other strategy. */
  application?: secretsmanager.SecretRotation;
  /** The library's rotation function for the master user; undefined with any other strategy. */
  function?: lambda.Function;

  constructor(
    scope: Construct,
    id: string,
    private readonly settings: Settings,
    private readonly key: kms.IKey,
    removalPolicy: RemovalPolicy,
  ) {
    super(scope, id);
    if (settings.adopt) return;
    if (settings.rotation._mechanism.isSecretMadeByRds) {
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

  /**
   * The secret of the master user: the library's, attached to the instance, the one that RDS creates, or the one of an
   * adopted instance. That one is not attached: the attachment would overwrite its value, also when it goes.
   */
  attachedSecret(instance: rds.DatabaseInstance): secretsmanager.ISecret {
    const { adopt } = this.settings;
    const secret = adopt ? this.adoptedSecret(adopt) : (instance.secret ?? this.secretMadeByRds(instance));
    closeToPublic(secret);
    grantThroughPrincipals(secret, Stack.of(this));
    return secret;
  }

  /** The log group of all rotation functions of the database. The first call creates it. */
  rotationLog(): logs.LogGroup {
    this.logGroup ??= new logs.LogGroup(this, 'RotationLog', {
      logGroupName: `/aws/rds/instance/${this.settings.instanceIdentifier}/rotation`,
      encryptionKey: this.key,
      retention: this.settings.logRetention,
      removalPolicy: secretAndLogRemovalPolicy(this.settings.removalPolicy),
    });
    return this.logGroup;
  }

  /**
   * Sets up the rotation of the master user's password.
   *
   * @param functionNetwork network of the rotation function; undefined if the strategy has no function
   */
  rotate(
    secret: secretsmanager.ISecret,
    instance: rds.DatabaseInstance,
    functionNetwork: FunctionNetwork | undefined,
    database: ec2.IConnectable,
  ): void {
    this.settings.rotation._mechanism.setUp({
      byLibraryFunction: () => this.rotateByLibraryFunction(secret, functionNetwork!),
      byServerlessApplication: () => this.rotateByServerlessApplication(secret, functionNetwork!, database),
      byRds: () => this.scheduleRotationByRds(instance),
    });
  }

  /** What monitoring must watch; undefined if the password does not rotate. */
  watched(secret: secretsmanager.ISecret): WatchedRotation | undefined {
    if (!this.settings.rotation._mechanism.changesPassword) return undefined;
    return { secrets: [secret], logGroup: this.logGroup };
  }

  private rotateByLibraryFunction(secret: secretsmanager.ISecret, functionNetwork: FunctionNetwork): void {
    const logGroup = this.rotationLog();
    const rotationFunction = new RotationFunction(this, 'RotationFunction', {
      secret,
      keyArn: secret.encryptionKey!.keyArn,
      username: this.settings.masterUsername,
      rotation: this.settings.rotation,
      functionNetwork,
      logGroup,
      after: functionNetwork.prerequisites,
    });
    this.function = rotationFunction.function;
  }

  private rotateByServerlessApplication(
    secret: secretsmanager.ISecret,
    { vpc, vpcSubnets, securityGroup, endpoint, prerequisites }: FunctionNetwork,
    database: ec2.IConnectable,
  ): void {
    const { rotation } = this.settings;
    this.application = new secretsmanager.SecretRotation(this, 'Rotation', {
      application: secretsmanager.SecretRotationApplication.POSTGRES_ROTATION_SINGLE_USER,
      secret,
      // The security group of the function has its rules already. A target without a group adds none.
      target: { connections: new ec2.Connections({ defaultPort: database.connections.defaultPort }) },
      vpc,
      vpcSubnets,
      securityGroup,
      automaticallyAfter: rotation.interval,
      rotateImmediatelyOnUpdate: false,
      excludeCharacters: EXCLUDED_CHARACTERS,
    });
    const schedule = secret.node.findChild('RotationSchedule');
    schedule.node.addDependency(...prerequisites);
    setWindow(schedule.node.defaultChild as secretsmanager.CfnRotationSchedule, rotation);
    const hostName = endpoint && hostNameOf(endpoint);
    if (!hostName) return;
    const nestedStack = this.application.node.findChild('Resource') as sam.CfnApplication;
    nestedStack.addPropertyOverride('Parameters.endpoint', `https://${hostName}`);
  }

  /** RDS needs no function. It has a schedule of its own, which an interval replaces. */
  private scheduleRotationByRds(instance: rds.DatabaseInstance): void {
    const { rotation } = this.settings;
    if (!rotation.interval) return;
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'ManagedRotation', {
      secretId: masterUserSecretArn(instance),
      rotateImmediatelyOnUpdate: false,
      rotationRules: { scheduleExpression: events.Schedule.rate(rotation.interval).expressionString },
    });
    setWindow(schedule, rotation);
  }

  private adoptedSecret(adopt: AdoptedDatabase): secretsmanager.ISecret {
    const { secretArn, secretKeyArn } = adopt._fields;
    // The key of Secrets Manager needs no permission, and its alias in a policy grants none.
    const managedKeyArn = Stack.of(this).formatArn({
      service: 'kms',
      resource: 'alias',
      resourceName: 'aws/secretsmanager',
    });
    return secretsmanager.Secret.fromSecretAttributes(this, 'AdoptedSecret', {
      secretCompleteArn: secretArn,
      encryptionKey: kms.Key.fromKeyArn(this, 'AdoptedSecretKey', secretKeyArn ?? managedKeyArn),
    });
  }

  private secretMadeByRds(instance: rds.DatabaseInstance): secretsmanager.ISecret {
    return secretsmanager.Secret.fromSecretAttributes(this, 'ManagedSecret', {
      secretCompleteArn: masterUserSecretArn(instance),
      encryptionKey: this.key,
    });
  }

  /** Grants what a `secretsmanager.Secret` grants for its key. A secret that RDS creates is not such a construct. */
  private letSecretsManagerUseKey(): void {
    const { account } = Stack.of(this);
    const throughSecretsManager = new kms.ViaServicePrincipal(
      viaService(this, 'secretsmanager'),
      new iam.AccountPrincipal(account),
    );
    this.key.grantEncryptDecrypt(throughSecretsManager);
    this.key.grant(throughSecretsManager, 'kms:CreateGrant', 'kms:DescribeKey');
  }
}

/** ARN of the secret that RDS creates. */
function masterUserSecretArn(instance: rds.DatabaseInstance): string {
  return (instance.node.defaultChild as rds.CfnDBInstance).attrMasterUserSecretSecretArn;
}
