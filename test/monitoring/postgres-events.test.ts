import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { EnvironmentProfile, PostgresEvents, PostgresEventsProps } from '../../src';
import { database, emptyStack } from '../support/database';

const INSTANCE = { Ref: Match.stringLikeRegexp('^DatabaseInstance') };

test('the topic receives the important events of this instance', () => {
  database()
    .template()
    .hasResourceProperties('AWS::RDS::EventSubscription', {
      SourceType: 'db-instance',
      SourceIds: [INSTANCE],
      EventCategories: [
        'availability',
        'configuration change',
        'failover',
        'failure',
        'low storage',
        'maintenance',
        'notification',
        'read replica',
        'recovery',
      ],
      SnsTopicArn: { Ref: Match.stringLikeRegexp('TopicsNotifications') },
    });
});

test('the policy of the topic is created before the subscription, because RDS tests the topic', () => {
  database()
    .template()
    .hasResource('AWS::RDS::EventSubscription', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('TopicsNotificationsPolicy')]),
    });
});

test('a subscriber of the topic can depend on the database', () => {
  const stack = emptyStack();
  const alarmTopic = new sns.Topic(stack, 'Topic');
  const chat = new lambda.Function(stack, 'Chat', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = 1'),
  });
  alarmTopic.addSubscription(
    new subscriptions.UrlSubscription(chat.addFunctionUrl().url, { protocol: sns.SubscriptionProtocol.HTTPS }),
  );
  const { database: made, template } = database({ alarmTopic }, stack);
  chat.node.addDependency(made);
  expect(() => template()).not.toThrow(); // no cycle
});

test('all events of the instance are logged, in a log group named like its others', () => {
  const { template } = database({ profile: EnvironmentProfile.prod() });
  template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.rds'],
      'detail-type': ['RDS DB Instance Event'],
      resources: [
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:', INSTANCE]] },
      ],
    },
    Targets: [
      {
        Id: Match.anyValue(),
        Arn: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':logs:us-east-1:111122223333:log-group:',
              { Ref: Match.stringLikeRegexp('MonitoringEventsLog') },
            ],
          ],
        },
      },
    ],
  });
  template().hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/rds/instance/oficina-db-prod/events',
    KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('EncryptionKey'), 'Arn'] },
  });
});

test('EventBridge can write to that log group, by a policy of the group itself', () => {
  const { template } = database();
  template().hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/aws/rds/instance/oficina-db-dev/events',
    ResourcePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':logs:us-east-1:111122223333:log-group:/aws/rds/instance/oficina-db-dev/events:*',
              ],
            ],
          },
        },
      ],
    },
  });
  // Resource policies of CloudWatch Logs are limited to ten in an account and region, and CDK creates them with a
  // function.
  const stack = emptyStack();
  // Without a database, which has functions of its own.
  const byItself = alone({ secrets: [new secretsmanager.Secret(stack, 'Secret')] }, stack).template;
  byItself.resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  byItself.resourceCountIs('AWS::Lambda::Function', 0);
});

test('the log group has the retention and removal policy of the others', () => {
  const { template } = database({ logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.SNAPSHOT });
  template().hasResource('AWS::Logs::LogGroup', {
    Properties: { LogGroupName: '/aws/rds/instance/oficina-db-dev/events', RetentionInDays: 7 },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test('the log group of stand-alone events is retained by default', () => {
  for (const [logRemovalPolicy, DeletionPolicy] of [
    [undefined, 'RetainExceptOnCreate'],
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.RETAIN, 'Retain'],
  ] as const) {
    const stack = emptyStack();
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Instance', {
      instanceIdentifier: 'legacy',
      instanceEndpointAddress: 'legacy.example',
      port: 5432,
      securityGroups: [],
    });
    new PostgresEvents(stack, 'Events', { instance, logRemovalPolicy });
    Template.fromStack(stack).hasResource('AWS::Logs::LogGroup', { DeletionPolicy });
  }
});

function alone(
  props: Partial<PostgresEventsProps> = {},
  stack = emptyStack(),
): { made: PostgresEvents; stack: Stack; readonly template: Template } {
  const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
    instanceIdentifier: 'legacy-db',
    instanceEndpointAddress: 'db.example',
    port: 5432,
    securityGroups: [],
  });
  const made = new PostgresEvents(stack, 'Events', { instance, ...props });
  return {
    made,
    stack,
    get template() {
      return Template.fromStack(stack);
    },
  };
}

describe('stand-alone', () => {
  test('logs the events of an instance that was created without the library, and notifies a given topic', () => {
    const stack = emptyStack();
    const { made, template } = alone({ alarmTopic: new sns.Topic(stack, 'Topic') }, stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/rds/instance/legacy-db/events',
      RetentionInDays: 90,
      KmsKeyId: Match.absent(),
    });
    template.hasResourceProperties('AWS::RDS::EventSubscription', {
      SourceIds: ['legacy-db'],
      SnsTopicArn: { Ref: Match.stringLikeRegexp('^Topic') },
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        resources: [
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:us-east-1:111122223333:db:legacy-db']] },
        ],
      }),
    });
    expect(made.logGroup.node.path).toBe('Stack/Events/Log');
  });

  test('only logs without a topic', () => {
    const { template } = alone();
    template.resourceCountIs('AWS::RDS::EventSubscription', 0);
    template.resourceCountIs('AWS::Events::Rule', 1);
  });

  test('accepts name, key and retention of the log group', () => {
    const stack = emptyStack();
    const { template } = alone(
      {
        logGroupName: '/oficina/events',
        encryptionKey: new kms.Key(stack, 'Key'),
        logRetention: logs.RetentionDays.ONE_DAY,
      },
      stack,
    );
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/oficina/events',
      RetentionInDays: 1,
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
      ResourcePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('/oficina/events')])] },
          }),
        ],
      }),
    });
  });
});

describe('secrets with watched rotation', () => {
  const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}`;
  const secret = (stack: Stack, name: string) =>
    secretsmanager.Secret.fromSecretCompleteArn(stack, name, arn(`${name}-AbCdEf`));
  const rules = (template: Template) =>
    Object.values<any>(template.findResources('AWS::Events::Rule'))
      .map(({ Properties }) => Properties)
      .filter(({ EventPattern }) => EventPattern.source[0] === 'aws.secretsmanager');
  const watched = (template: Template) =>
    rules(template).map(({ EventPattern }) => EventPattern.detail.additionalEventData.SecretId);

  test('are matched in the CloudTrail events of Secrets Manager, and go to the same log', () => {
    const stack = emptyStack();
    const { template } = alone({ secrets: [secret(stack, 'one')] }, stack);
    const [rule, ...others] = rules(template);
    expect(others).toEqual([]);
    expect(rule.EventPattern).toEqual({
      source: ['aws.secretsmanager'],
      'detail-type': ['AWS Service Event via CloudTrail'],
      detail: {
        eventName: ['RotationFailed', 'TestRotationFailed'],
        additionalEventData: { SecretId: [arn('one-AbCdEf')] },
      },
    });
    const [ofRds] = Object.values<any>(
      template.findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.rds'] } } }),
    );
    expect(rule.Targets.map(({ Arn }: any) => Arn)).toEqual(ofRds.Properties.Targets.map(({ Arn }: any) => Arn));
    expect(rule.State).toBe('ENABLED');
  });

  test.each([[undefined], [[]]])('create no rule if there are none: %j', (secrets) => {
    expect(rules(alone({ secrets }).template)).toEqual([]);
  });

  test('can be added later, and are listed once in one rule', () => {
    const stack = emptyStack();
    const one = secret(stack, 'one');
    const { made } = alone({ secrets: [one] }, stack);
    made.watchSecret(secret(stack, 'two'));
    made.watchSecret(one);
    expect(watched(Template.fromStack(stack))).toEqual([[arn('one-AbCdEf'), arn('two-AbCdEf')]]);
  });

  test('can be added later if there were none', () => {
    const { made, stack } = alone();
    made.watchSecret(secret(stack, 'two'));
    expect(watched(Template.fromStack(stack))).toEqual([[arn('two-AbCdEf')]]);
  });

  test('of a database are known by an ARN that is resolved at deployment', () => {
    const { database: made, stack } = database({ monitoring: false });
    alone({ secrets: [made.secret] }, stack);
    expect(watched(Template.fromStack(stack))).toEqual([[{ Ref: expect.stringMatching(/^Database/) }]]);
  });

  test('that were looked up by name match without the six-character suffix', () => {
    const stack = emptyStack();
    alone({ secrets: [secretsmanager.Secret.fromSecretNameV2(stack, 'Named', 'legacy-db')] }, stack);
    expect(watched(Template.fromStack(stack))).toEqual([
      [
        {
          prefix: {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':secretsmanager:us-east-1:111122223333:secret:legacy-db-'],
            ],
          },
        },
      ],
    ]);
  });

  test('are split into several rules if a pattern would be too long for EventBridge', () => {
    const stack = emptyStack();
    alone({ secrets: Array.from({ length: 21 }, (_, index) => secret(stack, `${index}-${'n'.repeat(100)}`)) }, stack);
    const template = Template.fromStack(stack);
    expect(
      watched(template)
        .map(({ length }) => length)
        .sort(),
    ).toEqual([1, 10, 10]);
    expect(new Set(watched(template).flat()).size).toBe(21);
    for (const { EventPattern } of rules(template)) {
      expect(JSON.stringify(EventPattern).length).toBeLessThanOrEqual(2048);
    }
  });

  test('that are already watched create no further rule if the last one is full', () => {
    const stack = emptyStack();
    const secrets = Array.from({ length: 10 }, (_, index) => secret(stack, `${index}`));
    const { made } = alone({ secrets }, stack);
    made.watchSecret(secrets[0]);
    expect(watched(Template.fromStack(stack)).map(({ length }) => length)).toEqual([10]);
  });

  test.each<[any, string]>([
    ['hunter2', 'a string'],
    [undefined, 'undefined'],
    [{}, 'an object without members'],
  ])('that are invalid are refused without being shown: %j', (value, type) => {
    const wayOut = 'look one up with secretsmanager.Secret.fromSecretCompleteArn()';
    expect(() => alone({ secrets: [value] })).toThrow(
      `[Stack/Events] secrets must be a list of secrets of Secrets Manager, got a list; ${wayOut}`,
    );
    expect(() => alone().made.watchSecret(value)).toThrow(
      `[Stack/Events] the secret of watchSecret() must be a secret of Secrets Manager, got ${type}; ${wayOut}`,
    );
  });
});

describe('invalid props', () => {
  test.each<[string, any, string]>([
    [
      'no instance',
      { instance: undefined },
      'instance must be an instance of RDS, got none; look it up with rds.DatabaseInstance.fromLookup()',
    ],
    [
      'a topic by its ARN',
      { alarmTopic: 'arn:aws:sns:us-east-1:111122223333:x' },
      'alarmTopic must be an SNS topic, got a string',
    ],
    [
      'a key by its ARN',
      { encryptionKey: 'arn:aws:kms:us-east-1:111122223333:key/x' },
      "encryptionKey must be a KMS key, got 'arn:aws:kms",
    ],
    [
      'a retention in quotes',
      { logRetention: '90' },
      "logRetention must be a number, got '90'; write it without quotes",
    ],
    ['a policy that is none', { logRemovalPolicy: 'keep' }, 'logRemovalPolicy must be one of destroy'],
    ['an unknown prop', { logGroup: 'x' }, 'logGroup is not a prop; '],
  ])('%s', (_, props, message) => {
    expect(() => alone(props)).toThrow(message);
  });

  test('refuse a key that is an alias', () => {
    const stack = emptyStack();
    const encryptionKey = kms.Alias.fromAliasName(stack, 'Alias', 'alias/logs');
    expect(() => alone({ encryptionKey }, stack)).toThrow(
      "encryptionKey must be a key, not an alias, because policies cannot name a key by its alias, got 'alias/logs'",
    );
  });

  test('leave the id free', () => {
    const stack = emptyStack();
    expect(() => alone({ secrets: ['hunter2'] as any }, stack)).toThrow();
    expect(stack.node.tryFindChild('Events')).toBeUndefined();
  });

  test('null counts as not given', () => {
    const stack = emptyStack();
    alone(
      { logGroupName: null, logRetention: null, encryptionKey: null, alarmTopic: null, secrets: null } as any,
      stack,
    );
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });
});

describe('the same instance again', () => {
  const instance = (stack: Stack, identifier: string) =>
    rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, identifier, {
      instanceIdentifier: identifier,
      instanceEndpointAddress: 'x',
      port: 5432,
      securityGroups: [],
    });

  test('is watched once, by the same subscription and rule', () => {
    const stack = emptyStack();
    const { database: made, template } = database({}, stack);
    const events = made.node.findChild('Monitoring').node.findChild('Events') as PostgresEvents;
    const other = instance(stack, 'other-db');
    events.watchInstance(other);
    events.watchInstance(other);
    template().hasResourceProperties('AWS::RDS::EventSubscription', { SourceIds: [INSTANCE, 'other-db'] });
    template().resourceCountIs('AWS::RDS::EventSubscription', 1);
  });

  test('must be the only one', () => {
    const events = database().database.node.findChild('Monitoring').node.findChild('Events') as PostgresEvents;
    expect(() => events.watchInstance('other-db' as unknown as rds.IDatabaseInstance)).toThrow(
      "the instance of watchInstance() must be an instance of RDS, got 'other-db'; look it up with " +
        'rds.DatabaseInstance.fromLookup()',
    );
  });
});
