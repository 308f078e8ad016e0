import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, Dependable } from 'constructs';
import { ApplicationUserProps, IApplicationUser } from './application-user';
import { CredentialsRotation, RotationStrategy } from './credentials-rotation';
import { generatedSecret } from './database-credentials';
import { explainUser } from './explain-user';
import { RotationFunction } from './rotation-function';
import { grantedToPrincipals, grantReadSecret } from './secret-grant';
import { closedToPublic } from './secret-policy';
import { UserPrivileges } from './user-privileges';
import { DatabaseBootstrap } from '../bootstrap/database-bootstrap';
import { FunctionSurroundings } from '../functions/function-surroundings';
import { WatchedRotation } from '../monitoring/watched-rotation';
import { ExplainedSetting } from '../settings/explanation';
import { Settings } from '../settings/settings';

/** The schema of users that name none; scripts/init-db.sql makes it. */
export const DEFAULT_SCHEMA = 'oficina';

/** What the other rooms give to a user. */
export interface UserResources {
  readonly settings: Settings;
  readonly instance: rds.DatabaseInstance;
  readonly key: kms.IKey;
  readonly masterSecret: secretsmanager.ISecret;
  readonly bootstrap: DatabaseBootstrap;
  readonly surroundings: FunctionSurroundings;
  readonly rotationLog: () => logs.ILogGroup;
  /** Tells of rotations that fail. */
  readonly watch: (rotation: WatchedRotation) => void;
  readonly removalPolicy: RemovalPolicy;
  /** Lets a principal log in by IAM. */
  readonly connect: (grantee: iam.IGrantable, username: string) => iam.Grant;
}

/** An application user of a database that is made here. */
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
    const secret = props.iamAuthentication ? undefined : this.makeSecret(resources);
    this.secret = secret?.attached;
    bootstrap.addUser(
      {
        name: this.username,
        schema: this.schema,
        privileges: this.privileges,
        secretArn: secret?.own.secretArn,
        statementTimeout: props.statementTimeout?.toMilliseconds(),
        idleInTransactionTimeout: props.idleInTransactionTimeout?.toMilliseconds(),
      },
      ...(secret ? [secret.attached.node.defaultChild!] : []),
    );
    // The login is made by the bootstrap: what waits for the user waits for that too.
    Dependable.implement(this, { dependencyRoots: [this, bootstrap.resource] });
    const rotation = props.rotation ?? alternationLike(settings.rotation);
    this.explained = explainUser(this, rotation);
    if (this.secret && rotation.strategy === RotationStrategy.BUILTIN) {
      this.rotationFunction = new RotationFunction(this, 'RotationFunction', {
        secret: this.secret,
        keyArn: resources.key.keyArn,
        username: this.username,
        master: resources.masterSecret,
        rotation,
        surroundings: resources.surroundings,
        logGroup: resources.rotationLog(),
        // Before, there is no such user.
        after: [bootstrap.resource],
      }).function;
      resources.watch({ secrets: [this.secret], logGroup: resources.rotationLog() });
    }
  }

  grantReadCredentials(grantee: iam.IGrantable): iam.Grant {
    if (!this.secret) {
      throw new Error(
        `[${this.node.path}] grantReadCredentials() needs a secret, and ${this.username} logs in by IAM; use grantConnect()`,
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

  private makeSecret({ settings, instance, key, removalPolicy }: UserResources) {
    const own = new secretsmanager.Secret(this, 'Secret', {
      secretName: `${settings.secretName}/${this.node.id}`,
      description: `User ${this.username} of the database ${settings.instanceIdentifier}`,
      encryptionKey: key,
      removalPolicy,
      // The keys of AWS's alternating rotation: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
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
      stringValue: own.secretArn,
    });
    return { own, attached: grantedToPrincipals(closedToPublic(own.attach(instance)), Stack.of(this)) };
  }
}

/**
 * The secret of the master user by its name, which Secrets Manager takes for the whole ARN. Any change of what a secret is generated from makes CloudFormation generate
 * another password, and put back the first username: so this must be the same with every rotation of the master user, also where RDS has made another secret. From its
 * first rotation on, the user's secret has the whole ARN of the one that is in use.
 */
function masterArnByName(scope: Construct, { secretName }: Settings): string {
  return Stack.of(scope).formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName: secretName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The login of a user: PostgreSQL takes hyphens in quotes only. */
export function usernameOf(name: string): string {
  return name.replace(/-/g, '_');
}

/** Whatever rotates the master's password, users alternate by the library's own function: AWS's sends passwords in clear SQL, and RDS knows the master alone. */
function alternationLike({
  strategy,
  interval,
  window,
  reserveConcurrency,
  disabledReason,
}: CredentialsRotation): CredentialsRotation {
  if (strategy === RotationStrategy.DISABLED) return CredentialsRotation.disabled({ reason: disabledReason! });
  return CredentialsRotation.builtin({ interval, window, reserveConcurrency });
}
