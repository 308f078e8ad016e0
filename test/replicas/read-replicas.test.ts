import { App, CfnParameter, DefaultStackSynthesizer, NestedStack, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EnvironmentProfile, OficinaPostgresProps, ReadReplicaProps, UserPrivileges } from '../../src';
import { clientSecurityGroup, database, emptyStack, ENVIRONMENT } from '../support/database';
import { list, text } from '../support/policy';
import { inCycles } from '../support/references';
import { westVpc } from '../support/west';

const OTHER_REGION = 'us-west-2';
const prod = (props: Partial<OficinaPostgresProps> = {}, stack?: Stack) =>
  database({ profile: EnvironmentProfile.prod(), ...props }, stack);

/** The instance with an identifier in a template. */
function instanceOf(template: Template, identifier: string): any {
  const found = Object.values(
    template.findResources('AWS::RDS::DBInstance', { Properties: { DBInstanceIdentifier: identifier } }),
  );
  expect(found).toHaveLength(1);
  return found[0];
}

/** The instances of a database with replicas by logical id, with the properties that could cause a replacement. */
function replicas(readReplicas: number): Record<string, string> {
  const instances = Object.entries(prod({ readReplicas }).template().findResources('AWS::RDS::DBInstance'));
  return Object.fromEntries(instances.map(([id, { Properties }]) => [id, JSON.stringify(Properties)]));
}

describe('readReplicas', () => {
  test('adds replicas with a higher number and removes the last ones with a lower number; the others stay', () => {
    const [one, three, two] = [replicas(1), replicas(3), replicas(2)];
    expect(Object.keys(one)).toEqual(['DatabaseInstance84EA0957', 'DatabaseReadReplicasreplica1Instance1D771C7E']);
    expect(three).toMatchObject(one);
    expect(three).toMatchObject(two);
    expect([one, two, three].map((all) => Object.keys(all).length)).toEqual([2, 3, 4]);
  });

  test('names replicas after the database', () => {
    const { database: made } = prod({ readReplicas: 3 });
    expect(made.readReplicas.map(({ instanceIdentifier }) => instanceIdentifier)).toEqual(
      [1, 2, 3].map((number) => `oficina-db-prod-replica-${number}`),
    );
  });

  test('makes no replicas by default', () => {
    expect(prod().database.readReplicas).toEqual([]);
  });

  test('makes no cycle', () => {
    expect(inCycles(prod({ readReplicas: 2 }).template())).toEqual([]);
  });
});

describe('a replica in the region of its database', () => {
  const { database: made, template: synth } = prod({ readReplicas: 1 });
  const template = synth();
  const { Properties: properties, ...resource } = instanceOf(template, 'oficina-db-prod-replica-1');

  test('follows the database, without the properties that RDS does not accept', () => {
    expect(properties).toMatchObject({
      SourceDBInstanceIdentifier: { Ref: 'DatabaseInstance84EA0957' },
      Engine: 'postgres',
    });
    for (const name of [
      'StorageEncrypted',
      'KmsKeyId',
      'SourceRegion',
      'AllocatedStorage',
      'BackupRetentionPeriod',
      'PreferredBackupWindow',
      'MasterUsername',
      'MasterUserPassword',
      'DBName',
      'EngineVersion',
      'EngineLifecycleSupport',
      'ManageMasterUserPassword',
    ]) {
      expect(properties).not.toHaveProperty(name);
    }
  });

  test('has the same settings as the database', () => {
    const { Properties: of } = instanceOf(template, 'oficina-db-prod');
    for (const name of [
      'DBInstanceClass',
      'StorageType',
      'MaxAllocatedStorage',
      'DBParameterGroupName',
      'DBSubnetGroupName',
      'CACertificateIdentifier',
      'MonitoringInterval',
      'EnablePerformanceInsights',
      'PerformanceInsightsKMSKeyId',
      'PerformanceInsightsRetentionPeriod',
      'EnableCloudwatchLogsExports',
      'EnableIAMDatabaseAuthentication',
      'AutoMinorVersionUpgrade',
      'CopyTagsToSnapshot',
      'PubliclyAccessible',
      'Port',
      'Tags',
      'PreferredMaintenanceWindow',
    ]) {
      expect(of[name]).toBeDefined();
      expect([name, properties[name]]).toEqual([name, of[name]]);
    }
    expect(properties).toMatchObject({ MultiAZ: false, DeletionProtection: false });
  });

  test('has the security group of the database, for its clients, and one of its own', () => {
    expect(properties.VPCSecurityGroups).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^DatabaseNetworkSecurityGroup/), 'GroupId'] },
      { 'Fn::GetAtt': [expect.stringMatching(/^DatabaseReadReplicasreplica1SecurityGroup/), 'GroupId'] },
    ]);
    const own = prod({ readReplicas: 1 });
    own.database.readReplicas[0].connections.allowDefaultPortFrom(clientSecurityGroup(own.stack), 'reports');
    own.template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      Description: 'reports',
      FromPort: 5432,
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseReadReplicasreplica1SecurityGroup'), 'GroupId'] },
    });
  });

  test('writes to log groups that are made before it, encrypted with a key that allows this', () => {
    const groups = template.findResources('AWS::Logs::LogGroup', {
      Properties: { LogGroupName: Match.stringLikeRegexp('/aws/rds/instance/oficina-db-prod-replica-1/') },
    });
    expect(resource.DependsOn).toEqual(expect.arrayContaining(Object.keys(groups)));
    expect(
      Object.values(groups).map(({ Properties, DeletionPolicy }) => [
        Properties.LogGroupName,
        Properties.KmsKeyId,
        DeletionPolicy,
      ]),
    ).toEqual(
      ['postgresql', 'upgrade'].map((name) => [
        `/aws/rds/instance/oficina-db-prod-replica-1/${name}`,
        { 'Fn::GetAtt': [expect.stringMatching(/^DatabaseEncryptionKey/), 'Arn'] },
        'RetainExceptOnCreate',
      ]),
    );
    const [key] = Object.values(
      template.findResources('AWS::KMS::Key', { Properties: { Description: Match.stringLikeRegexp('^Storage') } }),
    );
    const logs = key.Properties.KeyPolicy.Statement.filter(
      ({ Principal }: any) => Principal.Service === 'logs.us-east-1.amazonaws.com',
    )
      .flatMap(({ Condition }: any) => list(Condition.ArnLike['kms:EncryptionContext:aws:logs:arn']))
      .map(text);
    expect(logs).toEqual(
      ['oficina-db-prod', 'oficina-db-prod-replica-1'].map(
        (name) => `arn:aws:logs:us-east-1:111122223333:log-group:/aws/rds/instance/${name}/*`,
      ),
    );
  });

  test('leaves a final snapshot only after promotion, because RDS takes none before', () => {
    expect(resource).toMatchObject({ DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' });
    const destroyed = prod({
      readReplicas: 1,
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
    }).template();
    expect(instanceOf(destroyed, 'oficina-db-prod-replica-1')).toMatchObject({ DeletionPolicy: 'Delete' });
  });

  test('has its own role of Enhanced Monitoring', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Enhanced Monitoring of the database oficina-db-prod-replica-1',
    });
    expect(made.readReplicas[0].monitoringRole).toBeDefined();
    expect(database({ readReplicas: 1 }).database.readReplicas[0].monitoringRole).toBeUndefined();
  });

  test('publishes its endpoint as an output and as parameters', () => {
    template.hasOutput('DatabaseReplica1Endpoint', {
      Description: 'host:port of the read replica oficina-db-prod-replica-1',
    });
    for (const name of ['endpoint', 'host', 'port', 'instance-id', 'resource-id', 'security-group-id']) {
      template.hasResourceProperties('AWS::SSM::Parameter', {
        Name: `/oficina/prod/database/replicas/replica-1/${name}`,
      });
      expect(made.readReplicas[0].ssmParameters[name]).toBeDefined();
    }
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/oficina/prod/database/replicas/replica-1/host',
      Value: { 'Fn::GetAtt': ['DatabaseReadReplicasreplica1Instance1D771C7E', 'Endpoint.Address'] },
    });
  });
});

describe('a replica that differs from its database', () => {
  const added = (props: ReadReplicaProps, of: Partial<OficinaPostgresProps> = {}) => {
    const { database: made, template, stack } = prod(of);
    made.addReadReplica('reports', props);
    return {
      template: template(),
      stack,
      properties: instanceOf(template(), props.instanceIdentifier ?? 'oficina-db-prod-reports').Properties,
    };
  };
  const groupOf = ({ template, properties }: ReturnType<typeof added>) =>
    template.findResources('AWS::RDS::DBParameterGroup')[properties.DBParameterGroupName.Ref].Properties.Parameters;

  test.each<[string, ReadReplicaProps, object]>([
    ['instanceIdentifier', { instanceIdentifier: 'relatorios' }, { DBInstanceIdentifier: 'relatorios' }],
    ['instanceType', { instanceType: new ec2.InstanceType('r6g.large') }, { DBInstanceClass: 'db.r6g.large' }],
    ['multiAz', { multiAz: true }, { MultiAZ: true }],
    ['availabilityZone', { availabilityZone: 'us-east-1b' }, { AvailabilityZone: 'us-east-1b' }],
    ['allocatedStorage', { allocatedStorage: Size.gibibytes(60) }, { AllocatedStorage: '60' }],
    ['maxAllocatedStorage', { maxAllocatedStorage: Size.gibibytes(500) }, { MaxAllocatedStorage: 500 }],
    [
      'iops and storageThroughput',
      {
        allocatedStorage: Size.gibibytes(400),
        maxAllocatedStorage: Size.gibibytes(600),
        iops: 12000,
        storageThroughput: 500,
      },
      { Iops: 12000, StorageThroughput: 500 },
    ],
    ['deletionProtection', { deletionProtection: true }, { DeletionProtection: true }],
  ])('by %s', (_, props, properties) => {
    expect(added(props).properties).toMatchObject(properties);
  });

  test('by parameters has its own group, which includes those of the database', () => {
    const replica = added(
      { parameters: { work_mem: '65536' } },
      { parameters: { work_mem: '4096', random_page_cost: '1.1' } },
    );
    expect(groupOf(replica)).toMatchObject({ work_mem: '65536', random_page_cost: '1.1', 'rds.force_ssl': '1' });
  });

  test('by parameters is checked like the database', () => {
    expect(() => added({ parameters: { max_standby_streaming_delay: '15min' } })).toThrow(
      "got max_standby_streaming_delay '15min'; " +
        "max_standby_streaming_delay is a whole number of ms from -1 to 2147483647: write '900000'",
    );
  });

  test('by a smaller class gets as many connections and workers as the database, which PostgreSQL requires', () => {
    const replica = added(
      { instanceType: new ec2.InstanceType('m6g.large') },
      { instanceType: new ec2.InstanceType('m6g.4xlarge') },
    );
    expect(groupOf(replica)).toMatchObject({ max_connections: '5000', max_worker_processes: '32' });
    const small = added({ instanceType: new ec2.InstanceType('t3.small') });
    expect(groupOf(small)).toMatchObject({ max_connections: '450' }); // the maximum for 4 GiB
    expect(groupOf(small)).not.toHaveProperty('max_worker_processes');
  });

  test('by a larger class has the parameter group of the database', () => {
    expect(added({ instanceType: new ec2.InstanceType('m6g.4xlarge') }).properties.DBParameterGroupName).toEqual({
      Ref: expect.stringMatching(/^DatabaseParametersPostgres15/),
    });
  });

  test('by an invalid value is refused like a database', () => {
    const { database: made } = prod();
    expect(() =>
      made.addReadReplica('reports', {
        instanceType: new ec2.InstanceType('c5.large'),
        maxAllocatedStorage: Size.gibibytes(21),
      }),
    ).toThrow(
      /^\[Stack\/Database\] 2 problems:\n {2}- instanceType must be an .*\n {2}- maxAllocatedStorage must be 110 %/,
    );
    expect(() => made.addReadReplica('reports', { instancetype: 'x' } as ReadReplicaProps)).toThrow(
      '[Stack/Database] instancetype is not a prop; did you mean instanceType?',
    );
    expect(() => made.addReadReplica('reports', { max_allocated_storage: 'x' } as ReadReplicaProps)).toThrow(
      '[Stack/Database] max_allocated_storage is not a prop; did you mean maxAllocatedStorage?',
    );
  });

  test('by an identifier that another replica has is refused', () => {
    const { database: made } = prod({ readReplicas: 1 });
    expect(() => made.addReadReplica('reports', { instanceIdentifier: 'oficina-db-prod-replica-1' })).toThrow(
      '[Stack/Database] instanceIdentifier must be unique in an account and region, ' +
        "got 'oficina-db-prod-replica-1', which Stack/Database/ReadReplicas/replica-1 has too; " +
        'give this replica another one',
    );
  });
});

test("a replica's override takes the place of the database's as a whole", () => {
  const { database: made, template } = prod({ alarmOverrides: { highCpu: { threshold: 70, evaluationPeriods: 3 } } });
  made.addReadReplica('plain', { alarmOverrides: { highCpu: { enabled: true } } });
  template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'oficina-db-prod-plain-HighCPU',
    Threshold: 80,
    EvaluationPeriods: 5,
  });
});

describe('the monitoring of a replica', () => {
  const { database: made, template: synth } = prod({
    readReplicas: 1,
    runbookUrl: 'https://wiki.example/rds',
    alarmOverrides: { replicaLag: { threshold: 30 }, highCpu: { threshold: 70 } },
  });
  made.addReadReplica('reports', { alarmOverrides: { replicaLag: { threshold: 300 } } });
  const template = synth();
  const topic = { Ref: Match.stringLikeRegexp('^DatabaseMonitoringTopicsNotifications') };

  test('has its own alarms, which notify the topics of the database', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'oficina-db-prod-replica-1-ReplicaLag',
      Threshold: 30,
      AlarmActions: [topic],
      AlarmDescription: Match.stringLikeRegexp('https://wiki.example/rds#replicalag$'),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'oficina-db-prod-reports-ReplicaLag',
      Threshold: 300,
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'oficina-db-prod-reports-HighCPU',
      Threshold: 70,
    });
    expect(Object.keys(made.readReplicas[0].alarms!.byId)).toEqual(
      expect.arrayContaining(['DatabaseDown', 'ReplicaLag', 'LowStorage']),
    );
    expect(Object.keys(made.readReplicas[0].alarms!.byId)).not.toContain('TransactionIdAge');
    expect(Object.keys(made.alarms!.byId)).not.toContain('ReplicaLag');
  });

  test('uses the event subscription of the database, as an account has only twenty', () => {
    template.resourceCountIs('AWS::RDS::EventSubscription', 1);
    const instances = [
      'DatabaseInstance84EA0957',
      'DatabaseReadReplicasreplica1Instance1D771C7E',
      Match.stringLikeRegexp('^DatabaseReadReplicasreportsInstance'),
    ];
    template.hasResourceProperties('AWS::RDS::EventSubscription', { SourceIds: instances.map((Ref) => ({ Ref })) });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.rds'],
        resources: instances.map((Ref) => ({
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:', { Ref }]],
        })),
      },
    });
  });

  test('shows its lag on the dashboard of the database, also for a replica that was added later', () => {
    const body = JSON.stringify(
      Object.values(template.findResources('AWS::CloudWatch::Dashboard'))[0].Properties.DashboardBody,
    ).replace(/\\+/g, '');
    for (const name of ['oficina-db-prod-replica-1', 'oficina-db-prod-reports']) {
      expect(body).toContain(`"ReplicaLag","DBInstanceIdentifier","${name}"`);
    }
  });

  test('is off without monitoring', () => {
    const quiet = prod({ readReplicas: 1, monitoring: false });
    expect(quiet.database.readReplicas[0].alarms).toBeUndefined();
    quiet.template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
  });

  test('offers the lag as a metric', () => {
    const metric = made.readReplicas[0].metricReplicaLag();
    expect(metric).toMatchObject({
      namespace: 'AWS/RDS',
      metricName: 'ReplicaLag',
      statistic: 'Average',
      dimensions: { DBInstanceIdentifier: 'oficina-db-prod-replica-1' },
    });
  });
});

describe('grantConnect()', () => {
  const role = (stack: Stack) =>
    (stack.node.tryFindChild('Role') as iam.Role | undefined) ??
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });

  test('lets a principal log in to the replica, but not to the database', () => {
    const { database: made, stack, template } = prod({ readReplicas: 1 });
    made.readReplicas[0].grantConnect(role(stack), 'migrations');
    const [policy] = Object.values(
      template().findResources('AWS::IAM::Policy', {
        Properties: { PolicyName: Match.stringLikeRegexp('^RoleDefaultPolicy') },
      }),
    );
    expect(
      policy.Properties.PolicyDocument.Statement.map(({ Action, Resource }: any) => [Action, text(Resource)]),
    ).toEqual([
      [
        'rds-db:connect',
        'arn:aws:rds-db:us-east-1:111122223333:dbuser:' +
          'DatabaseReadReplicasreplica1Instance1D771C7E.DbiResourceId/migrations',
      ],
    ]);
  });

  test('refuses what the database refuses', () => {
    const off = prod({ readReplicas: 1, iamAuthentication: false });
    expect(() => off.database.readReplicas[0].grantConnect(role(off.stack), 'migrations')).toThrow(
      'grantConnect() needs iamAuthentication, got false; leave the prop out',
    );
    const on = prod({ readReplicas: 1 });
    on.database.addApplicationUser('orders', { privileges: UserPrivileges.READ_ONLY });
    expect(() => on.database.readReplicas[0].grantConnect(role(on.stack), 'orders')).toThrow(
      "databaseUser of grantConnect() must log in with IAM, got 'orders', which has a password",
    );
    expect(() => on.database.readReplicas[0].grantConnect(role(on.stack), '*')).toThrow('must be the name of one user');
  });
});

describe('a replica in another region', () => {
  /** A database with a replica in another region, and both templates. */
  function west(
    props: (stack: Stack) => ReadReplicaProps = () => ({}),
    of: Partial<OficinaPostgresProps> = {},
    stack = emptyStack(),
  ) {
    const { database: made } = prod({ alarmEmails: ['plantao@oficina.example'], ...of }, stack);
    const replica = made.addReadReplica('west', { region: OTHER_REGION, vpc: westVpc(stack), ...props(stack) });
    const otherStack = Stack.of(replica);
    return {
      made,
      replica,
      stack,
      otherStack,
      homeTemplate: () => Template.fromStack(stack),
      otherTemplate: () => Template.fromStack(otherStack),
    };
  }

  test("is in a stack of that region, which is deployed after the database's and refers to nothing in it", () => {
    const { otherStack, stack } = west();
    expect([otherStack.stackName, otherStack.region, otherStack.account]).toEqual([
      'Stack-replicas-from-us-east-1',
      OTHER_REGION,
      '111122223333',
    ]);
    const assembly = (stack.node.root as App).synth();
    const home = assembly.getStackArtifact(stack.artifactId);
    const other = assembly.getStackArtifact(otherStack.artifactId);
    expect(other.dependencies.map(({ id }) => id)).toContain(home.id);
    expect(home.dependencies.map(({ id }) => id)).not.toContain(other.id);
    const references = (template: object) =>
      JSON.stringify(template).match(/Fn::ImportValue|Fn::GetStackOutput|Custom::CrossRegion/g) ?? [];
    expect(references(other.template)).toEqual([]);
    // To the key of the backups in the other region.
    expect(new Set(references(home.template))).toEqual(new Set(['Fn::GetStackOutput']));
    expect(
      Object.values<any>(other.template.Resources).filter(({ Type }) => /^Custom::|CustomResource|Lambda/.test(Type)),
    ).toEqual([]);
    expect(inCycles(Template.fromJSON(other.template))).toEqual([]);
  });

  test('names its source by the full ARN, and has a key of its region', () => {
    const { Properties: properties } = instanceOf(west().otherTemplate(), 'oficina-db-prod-west');
    expect(text(properties.SourceDBInstanceIdentifier)).toBe('arn:aws:rds:us-east-1:111122223333:db:oficina-db-prod');
    expect(properties.SourceRegion).toBe('us-east-1');
    expect(properties.KmsKeyId).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^DatabasewestEncryptionKey/), 'Arn'] });
    expect(properties.PerformanceInsightsKMSKeyId).toEqual(properties.KmsKeyId);
    expect(properties).not.toHaveProperty('StorageEncrypted');
    expect(properties.VPCSecurityGroups).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^DatabasewestNetworkSecurityGroup/), 'GroupId'] },
    ]);
  });

  test('has everything that it needs in its region, and the key is retained', () => {
    const template = west().otherTemplate();
    template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { Description: Match.stringLikeRegexp('oficina-db-prod-west$'), EnableKeyRotation: true },
    });
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/oficina-db-prod-west' });
    template.hasResourceProperties('AWS::RDS::DBSubnetGroup', {
      SubnetIds: ['subnet-0123456789abcdef8', 'subnet-0123456789abcdef9'],
    });
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', {
      Family: 'postgres15',
      Parameters: Match.objectLike({ 'rds.force_ssl': '1' }),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/rds/instance/oficina-db-prod-west/postgresql',
      KmsKeyId: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/oficina/prod/database/replicas/west/host' });
    template.hasOutput('DatabaseWestEndpoint', {});
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      Tags: Match.arrayWith([{ Key: 'Environment', Value: 'prod' }]),
    });
  });

  test('notifies topics of its region, which all replicas in the region share', () => {
    const { made, stack, otherTemplate } = west();
    made.addReadReplica('west-2', {
      region: OTHER_REGION,
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Again', {
        vpcId: 'vpc-1',
        region: OTHER_REGION,
        availabilityZones: ['us-west-2a', 'us-west-2b'],
        isolatedSubnetIds: ['subnet-1', 'subnet-2'],
      }),
    });
    otherTemplate().resourceCountIs('AWS::SNS::Topic', 2);
    otherTemplate().hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: 'plantao@oficina.example',
      TopicArn: { Ref: Match.stringLikeRegexp('^DatabaseTopicsNotifications') },
    });
    for (const id of ['west', 'west-2']) {
      otherTemplate().hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: `oficina-db-prod-${id}-ReplicaLag`,
        AlarmActions: [{ Ref: Match.stringLikeRegexp('^DatabaseTopicsNotifications') }],
      });
    }
    otherTemplate().resourceCountIs('AWS::RDS::EventSubscription', 2);
  });

  test('shows its lag on the dashboard of the database, by its region', () => {
    const body = JSON.stringify(
      Object.values(west().homeTemplate().findResources('AWS::CloudWatch::Dashboard'))[0].Properties.DashboardBody,
    ).replace(/\\+/g, '');
    expect(body).toMatch(/"ReplicaLag","DBInstanceIdentifier","oficina-db-prod-west",\{[^}]*"region":"us-west-2"/);
  });

  test('accepts an imported key, security group and topics', () => {
    const { homeTemplate, otherTemplate } = west((stack) => ({
      encryptionKey: kms.Key.fromKeyArn(
        stack,
        'WestKey',
        'arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      ),
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'WestGroup', 'sg-0123456789abcdef9'),
      alarmTopic: sns.Topic.fromTopicArn(stack, 'WestTopic', 'arn:aws:sns:us-west-2:111122223333:plantao'),
      pagingTopic: sns.Topic.fromTopicArn(stack, 'WestPaging', 'arn:aws:sns:us-west-2:111122223333:paging'),
      clients: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'WestClient', 'sg-0123456789abcdef8')],
    }));
    otherTemplate().resourceCountIs('AWS::KMS::Key', 0);
    otherTemplate().resourceCountIs('AWS::SNS::Topic', 0);
    otherTemplate().hasResourceProperties('AWS::RDS::DBInstance', {
      KmsKeyId: Match.stringLikeRegexp('1234abcd'),
      VPCSecurityGroups: ['sg-0123456789abcdef9'],
    });
    otherTemplate().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: 'sg-0123456789abcdef9',
      SourceSecurityGroupId: 'sg-0123456789abcdef8',
      FromPort: 5432,
    });
    // No rule in the wrong region.
    expect(JSON.stringify(homeTemplate().toJSON())).not.toMatch(/sg-0123456789abcdef[89]/);
  });

  test("ignores an email address that is a token of the database's stack", () => {
    const stack = emptyStack();
    const { otherTemplate } = west(undefined, { alarmEmails: [new CfnParameter(stack, 'Email').valueAsString] }, stack);
    otherTemplate().resourceCountIs('AWS::SNS::Subscription', 0);
  });

  test('inherits the synthesizer, including a custom bootstrap', () => {
    const stack = new Stack(new App(), 'Stack', {
      env: ENVIRONMENT,
      synthesizer: new DefaultStackSynthesizer({ qualifier: 'oficina' }),
    });
    expect(west(undefined, {}, stack).otherStack.synthesizer.bootstrapQualifier).toBe('oficina');
  });

  test('has no monitoring with monitoring: false', () => {
    const { otherTemplate, replica } = west(undefined, { monitoring: false });
    otherTemplate().resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(replica.alarmTopic).toBeUndefined();
  });

  test("lets a role of a later stack log in, by a weak reference, but not a role of the database's stack", () => {
    const { replica, stack, otherStack } = west();
    const later = new Stack(stack.node.root as App, 'Later', { env: { ...ENVIRONMENT, region: OTHER_REGION } });
    replica.grantConnect(new iam.Role(later, 'Role', { assumedBy: new iam.AccountRootPrincipal() }), 'migrations');
    const template = JSON.stringify(Template.fromStack(later).toJSON());
    expect(template).toMatch(/Fn::GetStackOutput/);
    expect(template).not.toMatch(/Fn::ImportValue/);
    expect(later.dependencies.map(({ stackName }) => stackName)).toEqual([otherStack.stackName]);
    expect(() =>
      replica.grantConnect(new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() }), 'migrations'),
    ).toThrow(
      'grantConnect() of a replica in another region must be for a principal of a stack that is deployed after the ' +
        "replica's, got Stack/Role; create the role in a stack of its own",
    );
  });
});

test('replicas of two nested stacks share a stack in another region, and have different ids', () => {
  const app = new App();
  const parent = new Stack(app, 'Stack', { env: ENVIRONMENT });
  for (const id of ['One', 'Two']) {
    const nested = new NestedStack(parent, id);
    const made = database(
      { profile: EnvironmentProfile.custom(id.toLowerCase(), EnvironmentProfile.dev()) },
      nested,
    ).database;
    made.addReadReplica('west', { region: OTHER_REGION, vpc: westVpc(nested) });
  }
  const otherStack = parent.node.root.node.findChild(`Stack-replicas-${OTHER_REGION}`) as Stack;
  expect(otherStack.node.children.map(({ node }) => node.id).filter((id) => id.includes('Database'))).toEqual([
    expect.stringMatching(/^One-Database-[0-9a-f]{8}$/),
    expect.stringMatching(/^Two-Database-[0-9a-f]{8}$/),
  ]);
  Template.fromStack(otherStack).resourceCountIs('AWS::RDS::DBInstance', 2);
  expect(otherStack.templateOptions.description).toBe('Read replicas of the databases of Stack');
});

test('explain() has a row for each replica and proxy that was added, but none for those of readReplicas', () => {
  const { database: made } = prod({ readReplicas: 2 });
  made.addReadReplica('reports', { instanceType: new ec2.InstanceType('r6g.large') });
  made.addProxy('Proxy', {
    users: [made.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE, iamAuthentication: true })],
  });
  const rows = made.explain().settings.filter(({ name }) => /^(replica|proxy) /.test(name));
  expect(rows.map(({ name, value, consequence }) => [name, value, consequence.slice(0, 4)])).toEqual([
    ['replica reports', 'r6g.large', 'COST'],
    ['proxy Proxy', 'oficina-db-prod-proxy', 'COST'],
  ]);
});
