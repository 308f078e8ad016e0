import { App, Duration, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrossRegionBackup, EnvironmentProfile, OficinaPostgres, OficinaPostgresProps } from '../../src';
import { database, emptyStack, ENVIRONMENT, isolatedVpc } from '../support/database';
import { inCycles } from '../support/references';

const REGION = 'us-west-2';
const toRegion = (options = {}) => ({ crossRegionBackup: CrossRegionBackup.toRegion(REGION, options) });

/** A database with backups in another region, and the templates of both regions. */
function backedUp(props: Partial<OficinaPostgresProps> = toRegion(), stack = emptyStack('Source')) {
  const { database: made, template } = database(props, stack);
  const support = stack.node.root.node.tryFindChild(`${stack.node.id}-backups-${REGION}`) as Stack;
  return { made, stack, support, template: template(), other: Template.fromStack(support) };
}
const stacksOf = (stack: Stack) =>
  stack.node.root.node
    .findAll()
    .filter(Stack.isStack)
    .map(({ node }) => node.id);
const typesOf = (template: Template) => Object.values<any>(template.toJSON().Resources).map(({ Type }) => Type);
const keyOf = (template: Template) =>
  Object.entries<any>(template.findResources('AWS::KMS::Key')).find(([id]) => /Encryption/.test(id))!;

describe('a production database', () => {
  const { stack, template, other, support } = backedUp({ profile: EnvironmentProfile.prod() });

  test('makes two stacks, and the one with the key is deployed first', () => {
    expect(stacksOf(stack)).toEqual(['Source', 'Source-backups-us-west-2']);
    expect(stack.dependencies).toEqual([support]);
    expect(support.dependencies).toEqual([]);
    const assembly = (stack.node.root as App).synth();
    expect(assembly.stacks.map(({ id }) => id)).toEqual(['Source-backups-us-west-2', 'Source']);
  });

  test('replicates its automated backups, with the key of the other region and the same retention', () => {
    template.hasResourceProperties('AWS::RDS::DBInstance', {
      AutomaticBackupReplicationRegion: REGION,
      AutomaticBackupReplicationKmsKeyId: {
        'Fn::GetStackOutput': { StackName: support.stackName, Region: REGION, OutputName: 'DatabaseBackupKeyArn' },
      },
      AutomaticBackupReplicationRetentionPeriod: 30,
    });
    other.hasOutput('DatabaseBackupKeyArn', {
      Value: { 'Fn::GetAtt': [keyOf(other)[0], 'Arn'] },
      Export: Match.absent(),
    });
  });

  test('needs no custom resource, no export and no import', () => {
    expect(typesOf(other).filter((type) => /Custom/.test(type))).toEqual([]);
    expect(typesOf(template).filter((type) => /Custom/.test(type))).toEqual(['Custom::OficinaPostgresBootstrap']);
    for (const each of [template, other]) {
      expect(JSON.stringify(each.toJSON())).not.toMatch(/Fn::ImportValue|"Export"|ExportWriter|ExportReader/);
    }
    expect(JSON.stringify(other.toJSON())).not.toContain('Fn::GetStackOutput');
  });

  test('has a key in the other region that outlives every backup, with an alias, for RDS and the log', () => {
    const [id, key] = keyOf(other);
    expect(key).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { EnableKeyRotation: true },
    });
    other.hasResourceProperties('AWS::KMS::Alias', {
      AliasName: 'alias/oficina-db-prod/backups',
      TargetKeyId: { 'Fn::GetAtt': [id, 'Arn'] },
    });
    const statements: any[] = key.Properties.KeyPolicy.Statement;
    expect(
      statements
        .filter(({ Condition }) => Condition?.StringEquals?.['kms:ViaService'])
        .map(({ Condition }) => Condition.StringEquals['kms:ViaService']),
    ).toEqual([
      'rds.us-west-2.amazonaws.com',
      'rds.us-west-2.amazonaws.com',
      'backup.us-west-2.amazonaws.com',
      'backup.us-west-2.amazonaws.com',
    ]);
    expect(JSON.stringify(statements)).toContain(':log-group:/oficina-postgres/oficina-db-prod/*');
  });

  test('makes no dependency cycle in either stack', () => {
    expect([...inCycles(template), ...inCycles(other)]).toEqual([]);
  });

  test('tags the resources of the other region too', () => {
    other.hasResourceProperties('AWS::KMS::Key', { Tags: Match.arrayWith([{ Key: 'Environment', Value: 'prod' }]) });
  });
});

test.each([EnvironmentProfile.dev(), EnvironmentProfile.staging()])('$name has no other region', (profile) => {
  const { stack, template } = database({ profile });
  template().hasResourceProperties('AWS::RDS::DBInstance', {
    AutomaticBackupReplicationRegion: Match.absent(),
    AutomaticBackupReplicationRetentionPeriod: Match.absent(),
  });
  expect(stacksOf(stack)).toEqual(['Stack']);
});

test('prod can be deployed without another region', () => {
  expect(
    stacksOf(database({ profile: EnvironmentProfile.prod(), crossRegionBackup: CrossRegionBackup.none() }).stack),
  ).toEqual(['Stack']);
});

test('the retention in the other region may differ', () => {
  backedUp(toRegion({ retention: Duration.days(3) })).template.hasResourceProperties('AWS::RDS::DBInstance', {
    BackupRetentionPeriod: 7,
    AutomaticBackupReplicationRetentionPeriod: 3,
  });
});

test('the key of the other region is always retained', () => {
  const deletionPolicy = (props: Partial<OficinaPostgresProps>) =>
    keyOf(backedUp({ ...toRegion(), ...props }).other)[1].DeletionPolicy;
  expect(deletionPolicy({})).toBe('Retain');
  expect(deletionPolicy({ removalPolicy: RemovalPolicy.RETAIN })).toBe('Retain');
  // Replicated backups are kept until their retention ends, whatever becomes of the instance.
  expect(deletionPolicy({ removalPolicy: RemovalPolicy.DESTROY })).toBe('Retain');
});

describe('two databases', () => {
  const two = (crossRegionBackup = toRegion()) => {
    const stack = emptyStack('Source');
    const vpc = isolatedVpc(stack);
    for (const id of ['One', 'Two']) {
      new OficinaPostgres(stack, id, {
        vpc,
        profile: EnvironmentProfile.custom(id.toLowerCase(), EnvironmentProfile.dev()),
        ...crossRegionBackup,
      });
    }
    return stack;
  };

  test('of a stack share the stack in the other region, each with its own key', () => {
    const stack = two();
    expect(stacksOf(stack)).toEqual(['Source', 'Source-backups-us-west-2']);
    const other = Template.fromStack(stack.node.root.node.findChild('Source-backups-us-west-2') as Stack);
    expect(Object.keys(other.findOutputs('*'))).toEqual(['OneBackupKeyArn', 'TwoBackupKeyArn']);
    expect(
      Object.values(other.findResources('AWS::KMS::Alias'))
        .map(({ Properties }) => Properties.AliasName)
        .filter((name) => /backups$/.test(name)),
    ).toEqual(['alias/oficina-db-one/backups', 'alias/oficina-db-two/backups']);
  });

  test('of a stack and its nested stacks forward each event once to each region', () => {
    const app = new App();
    const stack = new Stack(app, 'Source', { env: ENVIRONMENT });
    const nested = new NestedStack(stack, 'Nested');
    const vpc = isolatedVpc(stack);
    for (const [name, scope, region] of [
      ['one', stack, REGION],
      ['two', nested, REGION],
      ['three', stack, 'eu-west-1'],
    ] as const) {
      new OficinaPostgres(scope, name, {
        vpc,
        profile: EnvironmentProfile.custom(name, EnvironmentProfile.dev()),
        crossRegionBackup: CrossRegionBackup.toRegion(region),
      });
    }
    const targets = (each: Stack) =>
      Object.values(Template.fromStack(each).findResources('AWS::Events::Rule'))
        .filter(
          ({ Properties }) =>
            Properties.EventPattern?.['detail-type']?.[0] === 'RDS DB Snapshot Event' && Properties.EventPattern.region,
        )
        .map(({ Properties }) => /:events:([a-z0-9-]+):/.exec(JSON.stringify(Properties.Targets))![1]);
    expect([targets(stack), targets(nested)]).toEqual([[REGION, 'eu-west-1'], []]);
  });

  test('whose paths consist of the same letters each have a key', () => {
    const stack = emptyStack('Source');
    const at: [Stack, string, string][] = [
      [new NestedStack(stack, 'Orders'), 'Db', 'one'],
      [stack, 'OrdersDb', 'two'],
    ];
    for (const [scope, id, name] of at) {
      new OficinaPostgres(scope, id, {
        vpc: isolatedVpc(scope),
        profile: EnvironmentProfile.custom(name, EnvironmentProfile.dev()),
        ...toRegion(),
      });
    }
    const outputs = Template.fromStack(stack.node.root.node.findChild('Source-backups-us-west-2') as Stack).findOutputs(
      '*',
    );
    const values = Object.values(outputs).map(({ Value }) => JSON.stringify(Value));
    expect([Object.keys(outputs).length, new Set(values).size]).toEqual([2, 2]);
  });

  test('of two stacks may have keys that the same third stack makes', () => {
    const app = new App();
    const keys = new Stack(app, 'Keys', { env: { ...ENVIRONMENT, region: REGION } });
    for (const id of ['one', 'two']) {
      const stack = new Stack(app, id, { env: ENVIRONMENT });
      database(
        {
          ...toRegion({ encryptionKey: new kms.Key(keys, `Key${id}`) }),
          profile: EnvironmentProfile.custom(id, EnvironmentProfile.dev()),
        },
        stack,
      );
    }
    expect(Object.keys(Template.fromStack(keys).findOutputs('*'))).toEqual([
      'KeyoneBackupKeyArn',
      'KeytwoBackupKeyArn',
    ]);
  });

  test('of two regions with the same name each have a key in a third region', () => {
    const app = new App();
    const regions = ['us-east-1', 'ca-central-1'];
    for (const region of regions) {
      database(toRegion(), new Stack(app, `Source-${region}`, { env: { ...ENVIRONMENT, region } }));
    }
    const aliases = regions.flatMap((region) => {
      const other = Template.fromStack(app.node.findChild(`Source-${region}-backups-us-west-2`) as Stack);
      return Object.values(other.findResources('AWS::KMS::Alias')).map(({ Properties }) => Properties.AliasName);
    });
    expect(aliases).toEqual([
      'alias/oficina-db-dev/backups',
      'alias/oficina-db-dev/backups/alarms',
      'alias/oficina-db-dev-from-ca-central-1/backups',
      'alias/oficina-db-dev-from-ca-central-1/backups/alarms',
    ]);
  });
});

test('in a stage, and for a nested stack, the other stack is also deployed first', () => {
  const stage = new Stage(new App(), 'Prod', { env: ENVIRONMENT });
  const source = new Stack(stage, 'Source');
  database(toRegion(), source);
  // The synthesis turns dependencies of constructs into dependencies of stacks.
  stage.synth();
  expect(source.dependencies.map(({ node }) => node.path)).toEqual(['Prod/Source-backups-us-west-2']);

  const parent = emptyStack('Source');
  const nested = new NestedStack(parent, 'Nested');
  database(toRegion(), nested);
  Template.fromStack(parent);
  expect(parent.dependencies.map(({ node }) => node.id)).toEqual(['Source-backups-us-west-2']);
  Template.fromStack(nested).hasResourceProperties('AWS::RDS::DBInstance', {
    AutomaticBackupReplicationKmsKeyId: {
      'Fn::GetStackOutput': Match.objectLike({
        OutputName: Match.stringLikeRegexp('^NestedDatabase[0-9a-f]{8}BackupKeyArn$'),
      }),
    },
  });
});

describe('an existing key', () => {
  const ARN = 'arn:aws:kms:us-west-2:111122223333:key/00000000-0000-0000-0000-000000000000';

  test('is used unchanged when it is imported', () => {
    const stack = emptyStack('Source');
    const { template, other } = backedUp(toRegion({ encryptionKey: kms.Key.fromKeyArn(stack, 'Given', ARN) }), stack);
    template.hasResourceProperties('AWS::RDS::DBInstance', { AutomaticBackupReplicationKmsKeyId: ARN });
    other.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { KMS_KEY_ARN: ARN } } });
    expect(Object.keys(other.findResources('AWS::KMS::Key')).filter((id) => /Encryption/.test(id))).toEqual([]);
  });

  test('has weak references from both stacks when a third stack makes it', () => {
    const stack = emptyStack('Source');
    const keys = new Stack(stack.node.root, 'Keys', { env: { ...ENVIRONMENT, region: REGION } });
    const { template, other, support } = backedUp(toRegion({ encryptionKey: new kms.Key(keys, 'Key') }), stack);
    const output = (Region?: string) => ({
      'Fn::GetStackOutput': { StackName: 'Keys', ...(Region && { Region }), OutputName: 'KeyBackupKeyArn' },
    });
    template.hasResourceProperties('AWS::RDS::DBInstance', { AutomaticBackupReplicationKmsKeyId: output(REGION) });
    other.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { KMS_KEY_ARN: output() } } });
    expect(support.dependencies).toEqual([keys]);
    expect(JSON.stringify(Template.fromStack(keys).toJSON())).not.toContain('"Export"');
  });
});

describe('manual snapshots', () => {
  test('have their events forwarded to the other region, by a role that may do nothing else', () => {
    const { template } = backedUp();
    const bus = {
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:us-west-2:111122223333:event-bus/default']],
    };
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.rds'],
        'detail-type': ['RDS DB Snapshot Event'],
        region: ['us-east-1'],
        detail: { EventID: ['RDS-EVENT-0042', 'RDS-EVENT-0197', 'RDS-EVENT-0060'] },
      },
      Targets: [
        { Arn: bus, RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('SnapshotForwardinguswest2Role'), 'Arn'] } },
      ],
    });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: { Statement: [{ Action: 'events:PutEvents', Effect: 'Allow', Resource: bus }] },
    });
  });

  test('are not copied with snapshotCopies: false', () => {
    const { template, other } = backedUp(toRegion({ snapshotCopies: false }));
    expect(typesOf(other)).not.toContain('AWS::Lambda::Function');
    expect(JSON.stringify(template.toJSON())).not.toContain('RDS DB Snapshot Event');
    template.hasResourceProperties('AWS::RDS::DBInstance', { AutomaticBackupReplicationRegion: REGION });
  });
});

describe('a failed copy', () => {
  const { template, other } = backedUp({ ...toRegion(), alarmEmails: ['dba@oficina.example'] });

  test('raises an alarm in the other region, which notifies a topic of that region', () => {
    const [topic] = Object.keys(other.findResources('AWS::SNS::Topic'));
    expect(Object.keys(other.findResources('AWS::SNS::Topic'))).toHaveLength(1);
    other.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'oficina-db-dev-from-us-east-1-SnapshotCopyFailed',
      AlarmActions: [{ Ref: topic }],
      OKActions: [{ Ref: topic }],
    });
    other.hasResourceProperties('AWS::SNS::Subscription', {
      TopicArn: { Ref: topic },
      Endpoint: 'dba@oficina.example',
      Protocol: 'email',
    });
    expect(JSON.stringify(other.findResources('AWS::SNS::TopicPolicy'))).toContain('cloudwatch.amazonaws.com');
    other.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/oficina-db-dev/backups/alarms' });
  });

  test('also raises an alarm in the region of the database, by the events of the first alarm', () => {
    other.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('SnapshotCopyFailed'), 'Arn'] }],
      },
      Targets: [
        {
          Arn: {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':events:us-east-1:111122223333:event-bus/default']],
          },
        },
      ],
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        resources: [
          {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':cloudwatch:us-west-2:111122223333:alarm:oficina-db-dev-from-us-east-1-SnapshotCopyFailed',
              ],
            ],
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ ($.detail.alarmName = "*-SnapshotCopyFailed") && ($.detail.state.value = "ALARM") }',
      MetricTransformations: [Match.objectLike({ MetricName: 'oficina-db-dev-SnapshotCopyFailed' })],
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: 'oficina-db-dev-SnapshotCopyFailed' });
  });

  test('notifies an existing topic', () => {
    const stack = emptyStack('Source');
    const topic = sns.Topic.fromTopicArn(stack, 'Given', 'arn:aws:sns:us-west-2:111122223333:dba');
    const withTopic = backedUp(
      { ...toRegion({ alarmTopic: topic }), alarmEmails: ['dba@oficina.example'] },
      stack,
    ).other;
    withTopic.resourceCountIs('AWS::SNS::Topic', 0);
    withTopic.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: ['arn:aws:sns:us-west-2:111122223333:dba'],
    });
  });

  test.each<[string, Partial<OficinaPostgresProps>]>([
    ['without monitoring', { monitoring: false }],
    ['when the alarm is turned off', { alarmOverrides: { snapshotCopyFailed: { enabled: false } } }],
  ])('raises no alarm %s', (_, props) => {
    const quiet = backedUp({ ...toRegion(), ...props });
    for (const each of [quiet.template, quiet.other]) {
      expect(JSON.stringify(each.toJSON())).not.toMatch(/-SnapshotCopyFailed"|CloudWatch Alarm State Change/);
    }
    quiet.other.resourceCountIs('AWS::SNS::Topic', 0);
  });

  test('has a configurable threshold, in both regions', () => {
    const tuned = backedUp({ ...toRegion(), alarmOverrides: { snapshotCopyFailed: { threshold: 3 } } });
    for (const each of [tuned.template, tuned.other]) {
      each.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: Match.stringLikeRegexp('^oficina-db-dev-.*SnapshotCopyFailed$'),
        Threshold: 3,
      });
    }
  });
});
