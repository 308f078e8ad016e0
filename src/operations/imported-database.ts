import {
  ArnFormat,
  CfnDynamicReference,
  CfnDynamicReferenceService,
  ResourceEnvironment,
  Stack,
  Token,
} from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { isUserName, USER_NAME_FORMAT } from '../credentials/application-user-rules';
import { grantThroughPrincipals } from '../credentials/secret-grant';
import { OficinaPostgresAttributes } from '../oficina-postgres-attributes';
import { OficinaPostgresBase } from '../oficina-postgres-base';
import { definedProps } from '../validation/defined-props';
import {
  absentProps,
  invalidProps,
  isRecord,
  isRecordOfTexts,
  PropType,
  propType,
  shownValue,
  TEXT,
} from '../validation/prop-types';

/** The account and region of a database. */
type Environment = Pick<ResourceEnvironment, 'account' | 'region'>;

/** A database that another stack or app has created. */
export class ImportedDatabase extends OficinaPostgresBase {
  private readonly userSecrets = new Map<string, secretsmanager.ISecret>();
  private ownKey?: kms.IKey;
  private ownSecret?: secretsmanager.ISecret;
  private ownConnections?: ec2.Connections;

  /** @param arnOfUser returns the ARN of an application user's secret; by default from the attributes */
  constructor(
    scope: Construct,
    id: string,
    private readonly attributes: OficinaPostgresAttributes & { readonly environment?: Environment },
    private readonly arnOfUser = arnsFromAttributes(`${scope.node.path}/${id}`, attributes.userSecretArns),
  ) {
    super(scope, id);
  }

  /*
   * Each attribute is read at its first use. Otherwise unused SSM parameters would be in the template, with a warning.
   */

  get instanceIdentifier(): string {
    return this.attributes.instanceIdentifier;
  }

  get instanceResourceId(): string {
    return this.attributes.instanceResourceId;
  }

  get endpointAddress(): string {
    return this.attributes.endpointAddress;
  }

  get endpointPort(): string {
    return this.attributes.endpointPort ?? '5432';
  }

  get databaseName(): string {
    return this.attributes.databaseName ?? 'oficina_db';
  }

  get secret(): secretsmanager.ISecret {
    return (this.ownSecret ??= this.importedSecret('Secret', this.attributes.secretArn));
  }

  get connections(): ec2.Connections {
    const port = this.endpointPort;
    return (this.ownConnections ??= new ec2.Connections({
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(this, 'SecurityGroup', this.attributes.securityGroupId)],
      defaultPort: ec2.Port.tcp(Token.isUnresolved(port) ? Token.asNumber(port) : Number(port)),
    }));
  }

  /** Determines account and region without reading the key. */
  _environment(): Environment {
    if (this.attributes.environment) return this.attributes.environment;
    const { account, region } = Stack.of(this).splitArn(this.attributes.secretArn, ArnFormat.COLON_RESOURCE_NAME);
    return { account: account!, region: region! };
  }

  private get key(): kms.IKey {
    return (this.ownKey ??= kms.Key.fromKeyArn(this, 'Key', this.attributes.keyArn));
  }

  userSecret(user: string): secretsmanager.ISecret {
    const known = this.userSecrets.get(user);
    if (known) return known;
    const secret = this.importedSecret(`Secret-${user}`, this.arnOfUser(user));
    this.userSecrets.set(user, secret);
    return secret;
  }

  private importedSecret(id: string, secretCompleteArn: string): secretsmanager.ISecret {
    const secret = secretsmanager.Secret.fromSecretAttributes(this, id, { secretCompleteArn, encryptionKey: this.key });
    grantThroughPrincipals(secret, this._environment());
    return secret;
  }
}

/** The types of the attributes of `fromAttributes()`, for callers without a compiler. */
const ATTRIBUTE_TYPES: { readonly [name in keyof OficinaPostgresAttributes]-?: PropType } = {
  instanceIdentifier: TEXT,
  instanceResourceId: TEXT,
  endpointAddress: TEXT,
  endpointPort: TEXT,
  databaseName: TEXT,
  secretArn: TEXT,
  keyArn: TEXT,
  userSecretArns: propType(
    'must be a record of strings',
    "write it like { 'service-orders': secretArn }",
    // A user without an ARN is refused when its secret is asked for.
    (value) => isRecord(value) && isRecordOfTexts(definedProps(value)),
  ),
  securityGroupId: TEXT,
};

const REQUIRED_ATTRIBUTES: (keyof OficinaPostgresAttributes)[] = [
  'instanceIdentifier',
  'instanceResourceId',
  'endpointAddress',
  'secretArn',
  'keyArn',
  'securityGroupId',
];

/** Lists the attributes of `fromAttributes()` that are missing, do not exist or are of the wrong type. */
export function attributeProblems(attributes: unknown): string[] {
  if (attributes !== undefined && !isRecord(attributes)) {
    const got = shownValue(attributes);
    return [`the attributes of fromAttributes() must be a record, got ${got}; see OficinaPostgresAttributes in API.md`];
  }
  return [
    ...absentProps(attributes, REQUIRED_ATTRIBUTES, ATTRIBUTE_TYPES),
    ...invalidProps(attributes ?? {}, ATTRIBUTE_TYPES, 'OficinaPostgresAttributes'),
  ];
}

/** Looks the ARNs up in the attributes. */
function arnsFromAttributes(path: string, userSecretArns: Record<string, string> = {}) {
  return (user: string): string => {
    if (Object.hasOwn(userSecretArns, user) && userSecretArns[user]) return userSecretArns[user];
    throw new Error(
      `[${path}] user must be one of userSecretArns, got '${user}'; ` +
        'give fromAttributes() the ARN of its secret, or use fromSsmParameters()',
    );
  };
}

/** Returns attributes that are read, when they are needed, from the SSM parameters of the database's own stack. */
export function attributesFromParameters(
  scope: Construct,
  prefix: string,
): OficinaPostgresAttributes & { readonly environment: Environment } {
  if (!Token.isUnresolved(prefix) && !/^(\/[A-Za-z0-9_.-]+)+$/.test(prefix ?? '')) {
    throw new Error(
      `[${scope.node.path}] ssmParameterPrefix must be a path that starts with a slash and ends without one, ` +
        `got '${prefix}'; write it like '/oficina/prod/database'`,
    );
  }
  const read = (name: string) => ssm.StringParameter.valueForStringParameter(scope, `${prefix}/${name}`);
  const { account, region } = Stack.of(scope);
  return {
    environment: { account, region }, // the parameters are in the environment of the reading stack
    get instanceIdentifier() {
      return read('instance-id');
    },
    get instanceResourceId() {
      return read('resource-id');
    },
    get endpointAddress() {
      return read('host');
    },
    get endpointPort() {
      return read('port');
    },
    get databaseName() {
      return read('name');
    },
    get secretArn() {
      return read('secret-arn');
    },
    get keyArn() {
      return read('key-arn');
    },
    get securityGroupId() {
      return read('security-group-id');
    },
  };
}

/** Returns a function that reads the ARN of a user's secret from the SSM parameter of the database's own stack. */
export function userSecretFromParameters(scope: Construct, prefix: string): (user: string) => string {
  return (user) => {
    if (!Token.isUnresolved(user) && !isUserName(user)) {
      throw new Error(
        `[${scope.node.path}] user ${USER_NAME_FORMAT}, got '${user}'; ` +
          "write it as passed to addApplicationUser(), like 'service-orders'",
      );
    }
    const name = `${prefix}/users/${user}/secret-arn`;
    // A parameter of the template cannot have a token in its name.
    if (Token.isUnresolved(user)) return new CfnDynamicReference(CfnDynamicReferenceService.SSM, name).toString();
    return ssm.StringParameter.valueForStringParameter(scope, name);
  };
}
