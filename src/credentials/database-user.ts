import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, Dependable } from 'constructs';
import { ApplicationUserProps, IApplicationUser, UserPrivileges } from './application-user';
import { usernameOf } from './application-user-rules';
import { CredentialsRotation } from './credentials-rotation';
import { generatedSecret } from './database-credentials';
import { explainUser } from './explain-user';
import { RotationFunction } from './rotation-function';
import { grantReadSecret, grantThroughPrincipals } from './secret-grant';
import { closeToPublic } from './secret-policy';
import { DatabaseBootstrap } from '../bootstrap/database-bootstrap';
import { FunctionNetwork } from '../functions/function-network';
import { WatchedRotation } from '../monitoring/watched-rotation';
import { ExplainedSetting } from '../settings/explanation';
import { Settings } from '../settings/settings';

/** The default schema of users. scripts/init-db.sql creates it. */
export const DEFAULT_SCHEMA = 'oficina';

/** The parts of the database that a user needs. */
export interface UserResources {
  readonly settings: Settings;
  readonly instance: rds.DatabaseInstance;
  readonly key: kms.IKey;
  readonly masterSecret: secretsmanager.ISecret;
  readonly bootstrap: DatabaseBootstrap;
  readonly functionNetwork: FunctionNetwork;
  readonly rotationLog: () => logs.ILogGroup;
  /** Adds the user's rotation to the alarm for failed rotations. */
  readonly watch: (rotation: WatchedRotation) => void;
  readonly removalPolicy: RemovalPolicy;
  /** Lets a principal log in with IAM as the named user. */
  readonly connect: (grantee: iam.IGrantable, username: string) => iam.Grant;
}

/** An application user of a database in this app. */
export class DatabaseUser extends Construct implements IApplicationUser {
  readonly username: string;
  readonly schema: string;
  readonly privileges: UserPrivileges;
  readonly secret?: secretsmanager.ISecret;
  readonly rotationFunction?: lambda.Function;
  readonly explained: ExplainedSetting;

  constructor(
    scope: Construct,
    id: string,
    props: ApplicationUserProps,
    private readonly resources: UserResources,
  ) {
    super(scope, id);
    const { settings, bootstrap } = resources;
    this.username = usernameOf(id);
    this.schema = props.schema ?? DEFAULT_SCHEMA;
    this.privileges = props.privileges;
    const generated = props.iamAuthentication ? undefined : this.createSecret();
    const attachment = generated?.attach(resources.instance);
    if (attachment) {
      closeToPublic(attachment);
      grantThroughPrincipals(attachment, Stack.of(this));
    }
    this.secret = attachment;
    bootstrap.addUser(
      {
        name: this.username,
        schema: this.schema,
        privileges: this.privileges,
        secretArn: generated?.secretArn,
        statementTimeout: props.statementTimeout?.toMilliseconds(),
        idleInTransactionTimeout: props.idleInTransactionTimeout?.toMilliseconds(),
      },
      attachment ? [attachment.node.defaultChild!] : [],
    );
    // The bootstrap creates the login, so constructs that depend on the user depend on the bootstrap too.
    Dependable.implement(this, { dependencyRoots: [this, bootstrap.resource] });
    const rotation = props.rotation ?? rotationOfUsers(settings.rotation);
    this.explained = explainUser(this, rotation);
    if (this.secret && rotation._mechanism.changesPassword) {
      this.rotationFunction = this.rotate(this.secret, rotation);
    }
  }

  grantReadCredentials(grantee: iam.IGrantable): iam.Grant {
    if (!this.secret) {
      throw new Error(
        `[${this.node.path}] grantReadCredentials() needs a secret, and ${this.username} logs in with IAM; ` +
          'use grantConnect()',
      );
    }
    return grantReadSecret(
      { scope: this, method: 'grantReadCredentials', environment: Stack.of(this) },
      grantee,
      this.secret,
    );
  }

  grantConnect(grantee: iam.IGrantable): iam.Grant {
    return this.resources.connect(grantee, this.username);
  }

  private createSecret(): secretsmanager.Secret {
    const { settings, key, removalPolicy } = this.resources;
    const secret = new secretsmanager.Secret(this, 'Secret', {
      secretName: `${settings.secretName}/${this.node.id}`,
      description: `User ${this.username} of the database ${settings.instanceIdentifier}`,
      encryptionKey: key,
      removalPolicy,
      // The keys of AWS's alternating rotation:
      // https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
      generateSecretString: generatedSecret(this, {
        username: this.username,
        dbname: settings.databaseName,
        masterarn: masterArnByName(this, settings),
      }),
    });
    new ssm.StringParameter(this, 'SecretArnParameter', {
      parameterName: `${settings.ssmParameterPrefix}/users/${this.node.id}/secret-arn`,
      simpleName: false, // a prefix that is a token does not show its slash
      description: `Database ${settings.instanceIdentifier}: ARN of the secret of the user ${this.username}`,
      stringValue: secret.secretArn,
    });
    return secret;
  }

  private rotate(secret: secretsmanager.ISecret, rotation: CredentialsRotation): lambda.Function {
    const { key, masterSecret, functionNetwork, bootstrap, watch } = this.resources;
    const logGroup = this.resources.rotationLog();
    const rotationFunction = new RotationFunction(this, 'RotationFunction', {
      secret,
      keyArn: key.keyArn,
      username: this.username,
      master: masterSecret,
      rotation,
      functionNetwork,
      logGroup,
      // The bootstrap creates the user.
      after: [bootstrap.resource],
    });
    watch({ secrets: [secret], logGroup });
    return rotationFunction.function;
  }
}

/**
 * ARN of the master user's secret without its random suffix, which Secrets Manager accepts as well.
 *
 * CloudFormation generates a new password and puts back the first username whenever the template of a generated secret
 * changes. So this value must not depend on the master user's rotation, not even if RDS creates the secret. The first
 * rotation writes the whole ARN of the secret in use into the user's secret.
 */
function masterArnByName(scope: Construct, { secretName }: Settings): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: secretName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/**
 * The default rotation of users. The library's own function rotates their passwords, whichever strategy the master user
 * has: AWS's function sends passwords in clear text, and RDS rotates only the password of the master user.
 */
function rotationOfUsers(ofMaster: CredentialsRotation): CredentialsRotation {
  if (!ofMaster._mechanism.changesPassword) return ofMaster;
  const { interval, window, reserveConcurrency } = ofMaster;
  return CredentialsRotation.builtin({ interval, window, reserveConcurrency });
}
