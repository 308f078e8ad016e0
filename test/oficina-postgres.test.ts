import { App, CfnResource, Duration, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Annotations as Recorded, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import {
  CrossRegionBackup,
  CredentialsRotation,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgres,
  OficinaPostgresProps,
} from '../src';
import { clientSecurityGroup, database, emptyStack, ENVIRONMENT, isolatedVpc, privateVpc } from './support/database';

test('the construct creates one encrypted, private instance by default', () => {
  const template = database().template();
  template.resourceCountIs('AWS::RDS::DBInstance', 1);
  template.hasResourceProperties('AWS::RDS::DBInstance', {
    StorageEncrypted: true,
    PubliclyAccessible: false,
  });
});

test('an environment-agnostic stack can have a database', () => {
  const stack = new Stack(new App(), 'Stack');
  const { template } = database(
    {
      vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }),
      profile: EnvironmentProfile.prod(),
      crossRegionBackup: CrossRegionBackup.none(),
    },
    stack,
  );
  template().resourceCountIs('AWS::RDS::DBInstance', 1);
});

describe('attributes', () => {
  const stack = emptyStack();
  const { database: made, template: synth } = database(
    { vpc: isolatedVpc(stack), profile: EnvironmentProfile.prod() },
    stack,
  );
  const template = synth();
  const logicalId = (type: string, prefix: string = 'Database') =>
    Object.keys(template.findResources(type)).find((id) => id.startsWith(prefix));
  const resolved = (value: unknown) => stack.resolve(value);

  test('return the created resources', () => {
    expect(made.profile.name).toBe('prod');
    expect(made.instanceIdentifier).toBe('oficina-db-prod');
    expect(made.databaseName).toBe('oficina_db');
  });

  test('equal those of the instance', () => {
    const instance = logicalId('AWS::RDS::DBInstance');
    expect(resolved(made.instance.instanceIdentifier)).toEqual({ Ref: instance });
    expect(resolved(made.instanceResourceId)).toEqual({ 'Fn::GetAtt': [instance, 'DbiResourceId'] });
    expect(resolved(made.endpointAddress)).toEqual({ 'Fn::GetAtt': [instance, 'Endpoint.Address'] });
    expect(resolved(made.endpointPort)).toEqual({ 'Fn::GetAtt': [instance, 'Endpoint.Port'] });
  });

  test('cover every resource', () => {
    expect(resolved(made.encryptionKey.keyArn)).toEqual({ 'Fn::GetAtt': [logicalId('AWS::KMS::Key'), 'Arn'] });
    expect(resolved(made.subnetGroup.subnetGroupName)).toEqual({ Ref: logicalId('AWS::RDS::DBSubnetGroup') });
    expect(resolved(made.secret.secretArn)).toEqual({ Ref: logicalId('AWS::SecretsManager::SecretTargetAttachment') });
    expect(resolved(made.monitoringRole!.roleArn)).toEqual({
      'Fn::GetAtt': [logicalId('AWS::IAM::Role', 'DatabaseInstance'), 'Arn'],
    });
    expect(resolved(made.secretsManagerEndpoint!.vpcEndpointId)).toEqual({ Ref: logicalId('AWS::EC2::VPCEndpoint') });
    expect(resolved(made.parameterGroup.bindToInstance({}).parameterGroupName)).toEqual({
      Ref: logicalId('AWS::RDS::DBParameterGroup'),
    });
    expect(Object.keys(made.logGroups)).toEqual(['postgresql', 'upgrade']);
    expect(resolved(made.rotationFunction!.functionArn)).toEqual({
      'Fn::GetAtt': [logicalId('AWS::Lambda::Function', 'DatabaseCredentials'), 'Arn'],
    });
    expect(made.rotation).toBeUndefined(); // AWS's application
    expect(Object.keys(made.ssmParameters)).toHaveLength(9);
    expect(made.connections.securityGroups).toEqual([made.securityGroup]);
  });

  test('a parameter that the library does not know can be added to the group', () => {
    const own = database();
    own.database.parameterGroup.addParameter('brand_new', '1');
    own.template().hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Parameters: Match.objectLike({ brand_new: '1', 'rds.force_ssl': '1' }),
    });
  });

  test('node.defaultChild is the instance, for properties without a prop', () => {
    const own = database();
    expect(own.database.node.defaultChild).toBeInstanceOf(rds.CfnDBInstance);
    (own.database.node.defaultChild as CfnResource).addPropertyOverride('DedicatedLogVolume', true);
    own.template().hasResourceProperties('AWS::RDS::DBInstance', { DedicatedLogVolume: true });
  });
});

describe('connections', () => {
  test('can admit a client later, on the port of the database', () => {
    const { database: made, stack, template } = database({ port: 6543 });
    made.connections.allowDefaultPortFrom(clientSecurityGroup(stack), 'later');
    template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: 'sg-0123456789abcdef0',
      FromPort: 6543,
      ToPort: 6543,
      Description: 'later',
    });
  });

  test('can admit a client on the default port', () => {
    const { database: made, stack, template } = database();
    const client = new ec2.SecurityGroup(stack, 'ClientGroup', {
      vpc: stack.node.findChild('Vpc') as unknown as ec2.IVpc,
    });
    client.connections.allowToDefaultPort(made);
    template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ClientGroup'), 'GroupId'] },
      FromPort: 5432,
    });
  });
});

describe('two databases with the same names', () => {
  const clash = (prop: string, name: string) =>
    `${prop} must be unique in an account and region, got '${name}', which Stack/First has too; give this database ` +
    'another one';

  /** The second database of one stack, beside one of the dev profile. */
  function second(props: Partial<OficinaPostgresProps> = {}): OficinaPostgres {
    const stack = emptyStack();
    const vpc = privateVpc(stack);
    new OficinaPostgres(stack, 'First', { vpc, profile: EnvironmentProfile.dev() });
    return new OficinaPostgres(stack, 'Second', { vpc, profile: EnvironmentProfile.dev(), ...props });
  }

  test('in one stack are refused, for every shared name', () => {
    expect(() => second()).toThrow(
      [
        '[Stack/Second] 2 problems:',
        clash('instanceIdentifier', 'oficina-db-dev'),
        clash('ssmParameterPrefix', '/oficina/dev/database'),
      ].join('\n  - '),
    );
  });

  test('set by a prop are refused too', () => {
    expect(() => second({ profile: EnvironmentProfile.staging(), instanceIdentifier: 'oficina-db-dev' })).toThrow(
      `[Stack/Second] ${clash('instanceIdentifier', 'oficina-db-dev')}`,
    );
  });

  test('are accepted if each has names of its own', () => {
    const made = second({ instanceIdentifier: 'carros', ssmParameterPrefix: '/carros' });
    Template.fromStack(Stack.of(made)).resourceCountIs('AWS::RDS::DBInstance', 2);
  });
});

describe('what happens on removal', () => {
  /**
   * Deletion and update-replace policy of every stateful resource. The key of the topics is always deleted with the
   * stack.
   */
  function policies(props: Partial<OficinaPostgresProps>): Record<string, [deletion: string, replacement: string]> {
    const template = database(props).template();
    return Object.fromEntries(
      Object.entries({
        instance: 'AWS::RDS::DBInstance',
        key: 'AWS::KMS::Key',
        secret: 'AWS::SecretsManager::Secret',
        logs: 'AWS::Logs::LogGroup',
        subnets: 'AWS::RDS::DBSubnetGroup',
      }).map(([name, type]) => {
        const found = Object.entries(template.findResources(type)).map(
          ([id, { DeletionPolicy, UpdateReplacePolicy }]) => ({ id, policy: [DeletionPolicy, UpdateReplacePolicy] }),
        );
        const ofTopics = found.filter(({ id }) => name === 'key' && id.startsWith('DatabaseMonitoring'));
        expect(ofTopics.map(({ policy }) => policy)).toEqual(ofTopics.map(() => GONE));
        expect(ofTopics).toHaveLength(name === 'key' ? 1 : 0);
        expect(found).toHaveLength({ key: 2, logs: 5 }[name] ?? 1);
        const [first, ...rest] = found.filter((each) => !ofTopics.includes(each)).map(({ policy }) => policy);
        for (const other of rest) expect(other).toEqual(first);
        return [name, first as [string, string]];
      }),
    );
  }

  const KEPT: [string, string] = ['Retain', 'Retain'];
  const KEPT_ONCE_MADE: [string, string] = ['RetainExceptOnCreate', 'Retain'];
  const GONE: [string, string] = ['Delete', 'Delete'];

  test('SNAPSHOT: key, secret and logs remain for whoever restores the snapshot', () => {
    expect(policies({ removalPolicy: RemovalPolicy.SNAPSHOT })).toEqual({
      instance: ['Snapshot', 'Snapshot'],
      key: KEPT,
      secret: KEPT_ONCE_MADE,
      logs: KEPT_ONCE_MADE,
      subnets: GONE,
    });
  });

  test('RETAIN: everything that the instance needs to run remains', () => {
    expect(policies({ removalPolicy: RemovalPolicy.RETAIN })).toEqual({
      instance: KEPT,
      key: KEPT,
      secret: KEPT_ONCE_MADE,
      logs: KEPT_ONCE_MADE,
      subnets: KEPT,
    });
  });

  test('DESTROY: everything is deleted', () => {
    expect(policies({ removalPolicy: RemovalPolicy.DESTROY })).toEqual({
      instance: GONE,
      key: GONE,
      secret: GONE,
      logs: GONE,
      subnets: GONE,
    });
  });

  test('DESTROY with retained automated backups: their key remains', () => {
    expect(policies({ removalPolicy: RemovalPolicy.DESTROY, deleteAutomatedBackups: false })).toEqual({
      instance: GONE,
      key: KEPT,
      secret: GONE,
      logs: GONE,
      subnets: GONE,
    });
  });

  test('SNAPSHOT without automated backups: the snapshot still needs the key', () => {
    expect(policies({ removalPolicy: RemovalPolicy.SNAPSHOT, deleteAutomatedBackups: true }).key).toEqual(KEPT);
  });

  test('an existing key is not changed', () => {
    const stack = emptyStack();
    database(
      { monitoring: false, encryptionKey: new kms.Key(stack, 'Own', { removalPolicy: RemovalPolicy.DESTROY }) },
      stack,
    )
      .template()
      .hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  });
});

test.each<[string, Partial<OficinaPostgresProps>]>([
  ['the defaults', {}],
  [
    'the function of AWS, where no statement is logged',
    { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE },
  ],
  ['no rotation', { rotation: CredentialsRotation.disabled({ reason: 'rotated by Vault' }) }],
])('no deprecation warning for %s', (_, props) => {
  const warnings = Recorded.fromStack(database(props).stack).findWarning('*', Match.anyValue());
  expect(warnings.map(({ id }) => id).filter((id) => id.startsWith('/Stack/Database'))).toEqual([]);
});

describe('an error', () => {
  test("has the path of the construct, and a stack trace that starts in the caller's code", () => {
    const stack = new Stack(new Stage(new App(), 'Prod'), 'Data', { env: ENVIRONMENT });
    let caught: Error | undefined;
    try {
      new OficinaPostgres(stack, 'Db', {
        vpc: privateVpc(stack),
        profile: EnvironmentProfile.dev(),
        backupRetention: Duration.days(0),
      });
    } catch (error) {
      caught = error as Error;
    }
    expect(caught?.name).toBe('ValidationError');
    expect(caught?.message).toMatch(/^\[Prod\/Data\/Db\] backupRetention must not be 0/);
    const frames = caught!.stack!.split('\n').filter((line) => /^\s+at /.test(line));
    expect(frames[0]).toContain('oficina-postgres.test.ts');
  });
});

describe('a retained instance keeps the security group that it uses', () => {
  const USED = [
    'AWS::EC2::SecurityGroup',
    'AWS::RDS::DBParameterGroup',
    'AWS::RDS::DBSubnetGroup',
    'AWS::IAM::Role',
    'AWS::IAM::ManagedPolicy',
  ];
  /** Policies of the resources of a type, without those of the functions. */
  const policies = (template: Template, type: string) =>
    Object.entries(template.findResources(type))
      .filter(([id]) => !/Rotation|Bootstrap/.test(id))
      .map(([, resource]) => resource.DeletionPolicy);

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('with %s', (removalPolicy) => {
    const template = database({ profile: EnvironmentProfile.prod(), removalPolicy }).template();
    for (const type of USED) {
      expect([type, ...policies(template, type)]).toEqual([type, expect.stringMatching(/^Retain/)]);
    }
  });

  test('but not with a snapshot', () => {
    // A group that a deferred upgrade may need is retained: see pending-changes.test.ts.
    const template = database({ profile: EnvironmentProfile.prod(), applyImmediately: true }).template();
    for (const type of USED) expect(policies(template, type)[0] ?? 'Delete').toBe('Delete');
  });

  test('and does not change an existing security group', () => {
    const stack = emptyStack();
    const vpc = privateVpc(stack);
    const securityGroup = new ec2.SecurityGroup(stack, 'Given', { vpc });
    const template = database({ vpc, securityGroup, removalPolicy: RemovalPolicy.RETAIN }, stack).template();
    expect(policies(template, 'AWS::EC2::SecurityGroup')).toEqual([undefined]);
  });
});

test('a security group of another stack is used without a dependency cycle', () => {
  const app = new App();
  const network = new Stack(app, 'Network', { env: ENVIRONMENT });
  const vpc = isolatedVpc(network);
  const securityGroup = new ec2.SecurityGroup(network, 'Given', { vpc, allowAllOutbound: false });
  const { template } = database({ vpc, securityGroup }, new Stack(app, 'Database', { env: ENVIRONMENT }));
  expect(() => app.synth()).not.toThrow();
  expect(network.dependencies).toEqual([]);
  template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: { 'Fn::ImportValue': Match.anyValue() },
    FromPort: 5432,
    ToPort: 5432,
    Description: 'Rotation of the database password',
  });
});
