import { App, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CredentialsRotation, LogStatement, OficinaPostgres, OficinaPostgresProps } from '../../src';
import { database, emptyStack, ENVIRONMENT, isolatedVpc, privateVpc } from '../support/database';
import { text } from '../support/policy';
import { idOf, madeBefore } from '../support/references';
import { someString } from '../validation/rule-cases';

const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });
const BY_AWS = { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE };
const FUNCTION_GROUP = {
  'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseCredentialsRotationSecurityGroup'), 'GroupId'],
};
const KEY = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] };
const isolated = (props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()) =>
  database({ vpc: isolatedVpc(stack), ...props }, stack);

describe('the secret', () => {
  test('holds user and database, and a password that is safe in connection strings and shells', () => {
    database()
      .template()
      .hasResourceProperties('AWS::SecretsManager::Secret', {
        Name: 'oficina-db-dev',
        Description: 'Master user of the database oficina-db-dev',
        KmsKeyId: KEY,
        // A change of these values generates a new password for every existing database.
        GenerateSecretString: {
          SecretStringTemplate: '{"username":"oficina_admin","dbname":"oficina_db"}',
          GenerateStringKey: 'password',
          PasswordLength: 32,
          ExcludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\',
        },
      });
  });

  test('is attached to the instance, which adds host and port', () => {
    database()
      .template()
      .hasResourceProperties('AWS::SecretsManager::SecretTargetAttachment', {
        SecretId: { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecret') },
        TargetId: { Ref: Match.stringLikeRegexp('^DatabaseInstance') },
        TargetType: 'AWS::RDS::DBInstance',
      });
  });

  test('accepts names that are tokens', () => {
    database({ masterUsername: someString('dono'), databaseName: someString('carros') })
      .template()
      .hasResourceProperties('AWS::SecretsManager::Secret', {
        GenerateSecretString: Match.objectLike({ SecretStringTemplate: '{"username":"dono","dbname":"carros"}' }),
      });
  });
});

describe('the schedule', () => {
  const scheduleOf = (props: Partial<OficinaPostgresProps>) =>
    Object.entries(database(props).template().findResources('AWS::SecretsManager::RotationSchedule'));

  test('keeps its logical id with any function: deleting an old schedule would cancel the rotation', () => {
    const [[builtin]] = scheduleOf({});
    const [[byAws]] = scheduleOf(BY_AWS);
    // The same in every release.
    expect(builtin).toBe('DatabaseCredentialsSecretAttachmentRotationSchedule64DBBD63');
    expect(byAws).toBe(builtin);
  });
});

describe('the serverless application of AWS', () => {
  const [made, template] = (() => {
    const { database: one, template: synth } = database(BY_AWS);
    return [one, synth()];
  })();

  test('rotates every 30 days, and not immediately', () => {
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      SecretId: { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecretAttachment') },
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(30 days)', Duration: Match.absent() },
    });
    template.hasResourceProperties('AWS::Serverless::Application', {
      Location: Match.anyValue(),
      Parameters: {
        excludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\',
        vpcSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
        vpcSecurityGroupIds: FUNCTION_GROUP,
      },
    });
  });

  test('has the given interval and window', () => {
    const rotation = CredentialsRotation.awsServerlessApplication({
      interval: Duration.hours(12),
      window: Duration.hours(2),
    });
    database({ ...BY_AWS, rotation })
      .template()
      .hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
        RotationRules: { ScheduleExpression: 'rate(12 hours)', Duration: '2h' },
      });
  });

  test('reaches the database on its port, through one rule', () => {
    const rules = Object.values(
      database({ ...BY_AWS, port: 6543 })
        .template()
        .findResources('AWS::EC2::SecurityGroupIngress'),
    ).map(({ Properties }) => Properties);
    expect(rules).toEqual([
      expect.objectContaining({ FromPort: 6543, ToPort: 6543, Description: 'Rotation of the database password' }),
    ]);
  });

  test('gets its schedule only when it can reach the database and Secrets Manager', () => {
    const isolatedTemplate = isolated(BY_AWS).template();
    const before = madeBefore(isolatedTemplate, idOf(isolatedTemplate, 'AWS::SecretsManager::RotationSchedule'));
    for (const type of ['AWS::RDS::DBInstance', 'AWS::EC2::VPCEndpoint', 'AWS::Serverless::Application']) {
      expect(before).toContain(idOf(isolatedTemplate, type));
    }
    for (const type of ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress']) {
      expect(before).toEqual(expect.arrayContaining(Object.keys(isolatedTemplate.findResources(type))));
    }
  });

  test('is an attribute of the database, and replaces the rotation function of the library', () => {
    expect(made.rotation?.node.path).toBe('Stack/Database/Credentials/Rotation');
    expect(made.rotationFunction).toBeUndefined();
    expect(
      Object.keys(template.findResources('AWS::Lambda::Function')).filter((id) => id.includes('Rotation')),
    ).toEqual([]);
    template.resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { LogGroupName: '/aws/rds/instance/oficina-db-dev/rotation' },
      0,
    );
  });
});

describe('managed by RDS', () => {
  const MANAGED = { rotation: CredentialsRotation.managedByRds() };
  const { database: made, stack, template: synth } = isolated(MANAGED);
  const template = synth();
  const instance = idOf(template, 'AWS::RDS::DBInstance');

  test('RDS creates the password, in a secret under the key of the database', () => {
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      MasterUsername: 'oficina_admin',
      MasterUserPassword: Match.absent(),
      ManageMasterUserPassword: true,
      MasterUserSecret: { KmsKeyId: KEY },
    });
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
    template.resourceCountIs('AWS::SecretsManager::SecretTargetAttachment', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('taken out below');
  });

  test('other strategies do not let RDS manage the password', () => {
    database().template().hasResourceProperties('AWS::RDS::DBInstance', {
      ManageMasterUserPassword: Match.absent(),
      MasterUserSecret: Match.absent(),
      MasterUserPassword: Match.anyValue(),
    });
  });

  test('the secret of RDS is the secret of the database', () => {
    const arn = { 'Fn::GetAtt': [instance, 'MasterUserSecret.SecretArn'] };
    expect(stack.resolve(made.secret.secretArn)).toEqual(arn);
    expect(made.secret.encryptionKey).toBe(made.encryptionKey);
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/oficina/dev/database/secret-arn', Value: arn });
    expect([made.rotation, made.rotationFunction]).toEqual([undefined, undefined]);
  });

  test('the account can use the key through Secrets Manager, as with a secret that CDK creates', () => {
    const statements = (of: Template) =>
      of
        .findResources('AWS::KMS::Key')
        [idOf(of, 'AWS::KMS::Key', 'DatabaseEncryption')].Properties.KeyPolicy.Statement.filter(({ Condition }: any) =>
          Condition?.StringEquals?.['kms:ViaService']?.startsWith('secretsmanager.'),
        )
        .map((statement: any) => ({ ...statement, Principal: text(statement.Principal.AWS) }));
    expect(statements(template)).toEqual([
      {
        Action: ['kms:Decrypt', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
        Effect: 'Allow',
        Principal: 'arn:aws:iam::111122223333:root',
        Resource: '*',
      },
      {
        Action: 'kms:DescribeKey',
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
        Effect: 'Allow',
        Principal: 'arn:aws:iam::111122223333:root',
        Resource: '*',
      },
      {
        Action: 'kms:CreateGrant',
        Condition: {
          StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
          Bool: { 'kms:GrantIsForAWSResource': 'true' },
        },
        Effect: 'Allow',
        Principal: 'arn:aws:iam::111122223333:root',
        Resource: '*',
      },
    ]);
    expect(statements(template)).toEqual(statements(isolated().template()));
  });

  test('the schedule is the default of RDS unless an interval is given', () => {
    template.resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    const rotation = CredentialsRotation.managedByRds({ interval: Duration.days(14), window: Duration.hours(3) });
    const scheduled = database({ rotation }).template();
    scheduled.resourceCountIs('AWS::SecretsManager::RotationSchedule', 1);
    scheduled.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      SecretId: { 'Fn::GetAtt': [instance, 'MasterUserSecret.SecretArn'] },
      RotationLambdaARN: Match.absent(),
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(14 days)', Duration: '3h' },
    });
  });

  describe('rejects at synthesis what RDS refuses at deployment:', () => {
    const REFUSED = (replica: string) =>
      'Validation failed with the following errors:\n  [Stack/Database/Instance/Resource/Resource] ' +
      'rotation CredentialsRotation.managedByRds() must not be combined with read replicas, which RDS refuses, got ' +
      `${replica}; ` +
      'leave the prop out for CredentialsRotation.builtin()';
    const replicaOf = (source: rds.IDatabaseInstance, scope: Stack, vpc: ec2.IVpc = privateVpc(scope)) =>
      new rds.DatabaseInstanceReadReplica(scope, 'Replica', {
        sourceDatabaseInstance: source,
        instanceType: new ec2.InstanceType('t3.small'),
        vpc,
      });

    test('a replica in the same stack', () => {
      const own = database(MANAGED);
      replicaOf(own.database.instance, own.stack, own.stack.node.findChild('Vpc') as unknown as ec2.IVpc);
      expect(() => (own.stack.node.root as App).synth()).toThrow(REFUSED('Stack/Replica/Resource'));
    });

    test('a replica in another stack', () => {
      const own = database(MANAGED);
      const app = own.stack.node.root as App;
      replicaOf(own.database.instance, new Stack(app, 'Readers', { env: ENVIRONMENT }));
      expect(() => app.synth()).toThrow(REFUSED('Readers/Replica/Resource'));
    });

    test.each<[string, (made: OficinaPostgres) => string]>([
      ['the identifier itself', () => 'oficina-db-dev'],
      ['the ARN', (of) => of.instance.instanceArn],
      ['the ARN that RDS gives', (of) => (of.instance.node.defaultChild as rds.CfnDBInstance).attrDbInstanceArn],
    ])('a replica by %s', (_, source) => {
      const own = database(MANAGED);
      new rds.CfnDBInstance(own.stack, 'Replica', {
        sourceDbInstanceIdentifier: source(own.database),
        dbInstanceClass: 'db.t3.small',
      });
      expect(() => (own.stack.node.root as App).synth()).toThrow(REFUSED('Stack/Replica'));
    });

    test.each<[string, { account?: string; region?: string }, string]>([
      ['the ARN written out', ENVIRONMENT, 'arn:aws:rds:us-east-1:111122223333:db:oficina-db-dev'],
      [
        'the ARN, in another region',
        { ...ENVIRONMENT, region: 'us-west-2' },
        'arn:aws:rds:us-east-1:111122223333:db:oficina-db-dev',
      ],
      [
        'the ARN with tokens of the environment',
        ENVIRONMENT,
        `arn:${Aws.PARTITION}:rds:${Aws.REGION}:${Aws.ACCOUNT_ID}:db:oficina-db-dev`,
      ],
    ])('a replica in another stack by %s', (_, env, sourceDbInstanceIdentifier) => {
      const own = database(MANAGED);
      const app = own.stack.node.root as App;
      new rds.CfnDBInstance(new Stack(app, 'Readers', { env }), 'Replica', {
        sourceDbInstanceIdentifier,
        dbInstanceClass: 'db.t3.small',
      });
      expect(() => app.synth()).toThrow(REFUSED('Readers/Replica'));
    });

    test.each([[ENVIRONMENT], [undefined]])('a replica of an imported instance, in %j', (env) => {
      const own = database(MANAGED, new Stack(new App(), 'Stack', { env }));
      const app = own.stack.node.root as App;
      const readers = new Stack(app, 'Readers', { env });
      replicaOf(
        rds.DatabaseInstance.fromDatabaseInstanceAttributes(readers, 'Source', {
          instanceIdentifier: 'oficina-db-dev',
          instanceEndpointAddress: 'host',
          port: 5432,
          securityGroups: [],
          engine: rds.DatabaseInstanceEngine.POSTGRES,
        }),
        readers,
      );
      expect(() => app.synth()).toThrow(REFUSED('Readers/Replica/Resource'));
    });

    test.each([
      ['another name', 'arn:aws:rds:us-east-1:111122223333:db:oficina-db-dev2'],
      ['another region', 'arn:aws:rds:us-west-2:111122223333:db:oficina-db-dev'],
      ['another account', 'arn:aws:rds:us-east-1:444455556666:db:oficina-db-dev'],
    ])('but accepts a replica by an ARN of %s', (_, sourceDbInstanceIdentifier) => {
      const own = database(MANAGED);
      new rds.CfnDBInstance(own.stack, 'Replica', { sourceDbInstanceIdentifier, dbInstanceClass: 'db.t3.small' });
      expect(() => (own.stack.node.root as App).synth()).not.toThrow();
    });

    test('a replica in another region', () => {
      const own = database(MANAGED);
      const app = own.stack.node.root as App;
      replicaOf(own.database.instance, new Stack(app, 'Readers', { env: { ...ENVIRONMENT, region: 'us-west-2' } }));
      expect(() => app.synth()).toThrow(REFUSED('Readers/Replica/Resource'));
    });

    test('but accepts a replica of a database in another stack whose logical ids are the same', () => {
      const own = database(MANAGED);
      const app = own.stack.node.root as App;
      const { database: other, stack: otherStack } = database(
        {},
        new Stack(app, 'Other', { env: { account: '444455556666', region: 'us-east-1' } }),
      );
      replicaOf(other.instance, otherStack, otherStack.node.findChild('Vpc') as unknown as ec2.IVpc);
      new rds.CfnDBInstance(otherStack, 'ByName', {
        sourceDbInstanceIdentifier: 'oficina-db-dev',
        dbInstanceClass: 'db.t3.small',
      });
      expect(() => app.synth()).not.toThrow();
    });

    test('but accepts another instance, and its replica', () => {
      const own = database(MANAGED);
      new rds.CfnDBInstance(own.stack, 'Legacy', {
        engine: 'postgres',
        dbInstanceClass: 'db.t3.small',
        masterUsername: 'dono',
        manageMasterUserPassword: true,
        allocatedStorage: '20',
      });
      new rds.CfnDBInstance(own.stack, 'Replica', {
        sourceDbInstanceIdentifier: 'legacy',
        dbInstanceClass: 'db.t3.small',
      });
      expect(() => (own.stack.node.root as App).synth()).not.toThrow();
    });

    test('but accepts a replica with another strategy', () => {
      const own = database();
      replicaOf(own.database.instance, new Stack(own.stack.node.root as App, 'Readers', { env: ENVIRONMENT }));
      expect(() => (own.stack.node.root as App).synth()).not.toThrow();
    });
  });
});

describe('no rotation', () => {
  test('creates no function, schedule or log group', () => {
    const { database: made, template } = isolated({ rotation: DISABLED });
    template().resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    template().resourceCountIs('AWS::Serverless::Application', 0);
    expect(
      Object.keys(template().findResources('AWS::Lambda::Function')).filter((id) => id.includes('Rotation')),
    ).toEqual([]);
    template().resourcePropertiesCountIs(
      'AWS::Logs::LogGroup',
      { LogGroupName: '/aws/rds/instance/oficina-db-dev/rotation' },
      0,
    );
    expect([made.rotation, made.rotationFunction]).toEqual([undefined, undefined]);
  });
});

test('the secret has the removal policy of the instance', () => {
  for (const [removalPolicy, DeletionPolicy] of [
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.SNAPSHOT, 'RetainExceptOnCreate'],
  ] as const) {
    const stack = emptyStack();
    database({ removalPolicy, vpc: privateVpc(stack) }, stack)
      .template()
      .hasResource('AWS::SecretsManager::Secret', { DeletionPolicy });
  }
});
