import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { OficinaPostgresAttributes } from '../oficina-postgres-attributes';
import { OficinaPostgresBase } from '../oficina-postgres-base';

/** A database that another stack or app has made. */
export class ImportedDatabase extends OficinaPostgresBase {
  readonly instanceIdentifier: string;
  readonly instanceResourceId: string;
  readonly endpointAddress: string;
  readonly endpointPort: string;
  readonly databaseName: string;
  readonly secret: secretsmanager.ISecret;
  readonly connections: ec2.Connections;
  private readonly key: kms.IKey;
  private readonly users = new Map<string, secretsmanager.ISecret>();

  /** @param arnOfUser the ARN of the secret of an application user, where that is known in another way than by the attributes */
  constructor(
    scope: Construct, id: string, attributes: OficinaPostgresAttributes,
    private readonly arnOfUser = known(`${scope.node.path}/${id}`, attributes.userSecretArns),
  ) {
    super(scope, id);
    this.instanceIdentifier = attributes.instanceIdentifier;
    this.instanceResourceId = attributes.instanceResourceId;
    this.endpointAddress = attributes.endpointAddress;
    this.endpointPort = attributes.endpointPort ?? '5432';
    this.databaseName = attributes.databaseName ?? 'oficina_db';
    this.secret = secretsmanager.Secret.fromSecretAttributes(this, 'Secret', {
      secretCompleteArn: attributes.secretArn,
      encryptionKey: kms.Key.fromKeyArn(this, 'Key', attributes.keyArn),
    });
    this.key = this.secret.encryptionKey!;
    this.connections = new ec2.Connections({
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(this, 'SecurityGroup', attributes.securityGroupId)],
      defaultPort: ec2.Port.tcp(Token.isUnresolved(this.endpointPort) ? Token.asNumber(this.endpointPort) : Number(this.endpointPort)),
    });
  }

  protected secretOfUser(user: string): secretsmanager.ISecret {
    const secret = this.users.get(user) ?? secretsmanager.Secret.fromSecretAttributes(this, `Secret-${user}`, {
      secretCompleteArn: this.arnOfUser(user),
      encryptionKey: this.key,
    });
    this.users.set(user, secret);
    return secret;
  }
}

/** The ARNs that are given. */
function known(path: string, userSecretArns: Record<string, string> = {}) {
  return (user: string): string => {
    if (Object.hasOwn(userSecretArns, user) && userSecretArns[user]) return userSecretArns[user];
    throw new Error(`[${path}] user of grantReadCredentials() must be one of userSecretArns, got '${user}'; `
      + 'give fromAttributes() the ARN of its secret, or use fromSsmParameters()');
  };
}

/** Reads the attributes from the SSM parameters that the database's own stack has written. */
export function attributesFromParameters(scope: Construct, prefix: string): OficinaPostgresAttributes {
  if (!Token.isUnresolved(prefix) && !/^(\/[A-Za-z0-9_.-]+)+$/.test(prefix ?? '')) {
    throw new Error(`[${scope.node.path}] ssmParameterPrefix must be a path that starts with a slash and ends without one, got '${prefix}'; `
      + 'write it like \'/oficina/prod/database\'');
  }
  const read = (name: string) => ssm.StringParameter.valueForStringParameter(scope, `${prefix}/${name}`);
  return {
    instanceIdentifier: read('instance-id'),
    instanceResourceId: read('resource-id'),
    endpointAddress: read('host'),
    endpointPort: read('port'),
    databaseName: read('name'),
    secretArn: read('secret-arn'),
    keyArn: read('key-arn'),
    securityGroupId: read('security-group-id'),
  };
}

/** The secret of an application user, by the parameter that the database's own stack has written. */
export function userSecretFromParameters(scope: Construct, prefix: string): (user: string) => string {
  return (user) => ssm.StringParameter.valueForStringParameter(scope, `${prefix}/users/${user}/secret-arn`);
}
