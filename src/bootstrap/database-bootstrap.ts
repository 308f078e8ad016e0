import { CustomResource, Duration, Lazy, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as customResources from 'aws-cdk-lib/custom-resources';
import { Construct, IDependable } from 'constructs';
import { initDbSql, scriptFiles, scriptOf } from './bootstrap-code';
import { BootstrapUser, schemaVariable, userFiles, userProperties } from './bootstrap-users';
import { SecretReaders } from './secret-readers';
import { roleWithoutGrants, DatabaseFunction, readSecrets, writeLog } from '../functions/database-function';
import { FunctionNetwork } from '../functions/function-network';
import { acknowledgeFunction } from '../operations/acknowledgements';
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { Settings } from '../settings/settings';

/** The properties of a bootstrap. */
export interface DatabaseBootstrapProps {
  readonly settings: Settings;
  readonly masterSecret: secretsmanager.ISecret;
  readonly key: kms.IKey;
  readonly functionNetwork: FunctionNetwork;
}

/**
 * Runs SQL in the database during a deployment: the library's own script, the statements for the application users, and
 * the scripts of `bootstrapSql`. CloudFormation calls the function when it creates the custom resource, and when one of
 * its properties changes.
 */
export class DatabaseBootstrap extends Construct {
  readonly resource: CustomResource;
  private readonly users: BootstrapUser[] = [];
  private readonly readers: SecretReaders;
  private readonly role: iam.Role;
  private readonly function: lambda.Function;
  private readonly secretName: string;

  constructor(scope: Construct, id: string, props: DatabaseBootstrapProps) {
    super(scope, id);
    const { settings, masterSecret, key, functionNetwork } = props;
    this.secretName = settings.secretName;
    // The text must not change, although the function does not run with each deployment: it describes managed policies,
    // and CloudFormation replaces a policy whose description changes.
    const description = `Runs SQL in the database ${settings.instanceIdentifier} with each deployment`;
    this.readers = new SecretReaders(this, key.keyArn, description);
    const logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `/aws/rds/instance/${settings.instanceIdentifier}/bootstrap`,
      encryptionKey: key,
      retention: settings.logRetention,
      removalPolicy: secretAndLogRemovalPolicy(settings.removalPolicy),
    });
    const scripts = [initDbSql(), ...settings.bootstrapSql.map(scriptOf)];
    const sqlFiles = scriptFiles(scripts);
    const secretArns = Lazy.list({ produce: () => [masterSecret.secretArn, ...this.readers.firstPolicyArns] });
    const { function: onEvent, role } = new DatabaseFunction(this, 'Function', {
      kind: 'bootstrap function',
      files: () => ({ ...sqlFiles, ...userFiles(this.users) }),
      description,
      functionNetwork,
      logGroup,
      // Less than the fifteen minutes of the function that waits for this one, so that it can report an error.
      timeout: Duration.minutes(14),
      memorySize: 256,
      environment: { MASTER_SECRET_ARN: masterSecret.secretArn, MASTER_USERNAME: settings.masterUsername },
      statements: readSecrets(this, secretArns, [key.keyArn]),
    });
    this.role = role;
    this.function = onEvent;
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::OficinaPostgresBootstrap',
      serviceToken: this.provider(onEvent, logGroup, settings).serviceToken,
      // Its deletion changes nothing in the database.
      removalPolicy: RemovalPolicy.DESTROY,
      properties: {
        // A change of any of these runs the function.
        Host: functionNetwork.host,
        MasterSecretArn: masterSecret.secretArn,
        Scripts: scripts.map(({ name, checksum }) => `${name} ${checksum}`),
        Users: Lazy.any({ produce: () => this.users.map(userProperties) }, { omitEmptyArray: true }),
      },
    });
    this.resource.node.addDependency(...functionNetwork.prerequisites);
  }

  /** Adds a user, which the next deployment creates. */
  addUser(user: BootstrapUser, after: IDependable[]): void {
    this.users.push(user);
    if (user.secretArn) this.readers.add(this.role, user.secretArn, `${this.secretName}/${user.name}`);
    if (Token.isUnresolved(user.schema)) this.function.addEnvironment(schemaVariable(user), user.schema);
    this.resource.node.addDependency(...after);
  }

  /**
   * Creates the function that CloudFormation calls. It is outside of the VPC, because it sends its answer to a public
   * address, which isolated subnets cannot reach. It may only call the function in the VPC.
   */
  private provider(onEvent: lambda.Function, logGroup: logs.ILogGroup, settings: Settings): customResources.Provider {
    const description = `Answers CloudFormation for the SQL of the database ${settings.instanceIdentifier}`;
    const role = new iam.Role(this, 'ProviderRole', {
      description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [
        new iam.ManagedPolicy(this, 'ProviderPolicy', {
          description,
          statements: [
            new iam.PolicyStatement({
              actions: ['lambda:InvokeFunction', 'lambda:GetFunction'],
              resources: [onEvent.functionArn],
            }),
            writeLog(logGroup),
          ],
        }),
      ],
    });
    const provider = new customResources.Provider(this, 'Provider', {
      onEventHandler: onEvent,
      frameworkOnEventRole: roleWithoutGrants(this, role),
      logGroup,
    });
    // CDK chooses an older Node.js on 2.257 and 2.258, and a map of all regions in a stack without one.
    const framework = provider.node.findChild('framework-onEvent').node.defaultChild as lambda.CfnFunction;
    framework.runtime = onEvent.runtime.name;
    acknowledgeFunction(provider, 'bootstrap provider');
    return provider;
  }
}
