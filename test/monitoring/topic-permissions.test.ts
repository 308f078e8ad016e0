import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { keyStatements, letPublish } from '../../src/monitoring/topic-permissions';
import { emptyStack, ENVIRONMENT } from '../support/database';

const IMPORTED = `arn:aws:sns:${ENVIRONMENT.region}:${ENVIRONMENT.account}:plantao`;
const imported = (stack: Stack) => sns.Topic.fromTopicArn(stack, 'Imported', IMPORTED);

function statements(stack: Stack): any[] {
  return Object.values<any>(Template.fromStack(stack).findResources('AWS::SNS::TopicPolicy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
}

test('alarms and RDS events can publish only for this account; EventBridge offers no such condition', () => {
  const stack = emptyStack();
  letPublish(stack, new sns.Topic(stack, 'Topic'), ['cloudwatch', 'rdsEvents', 'eventBridge']);
  const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
  expect(
    statements(stack).map(({ Principal, Condition, Action }) => ({ service: Principal.Service, Condition, Action })),
  ).toEqual([
    {
      service: 'cloudwatch.amazonaws.com',
      Action: 'sns:Publish',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': arn(':cloudwatch:us-east-1:111122223333:alarm:*') },
      },
    },
    {
      service: 'events.rds.amazonaws.com',
      Action: 'sns:Publish',
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': arn(':rds:us-east-1:111122223333:*') },
      },
    },
    { service: 'events.amazonaws.com', Action: 'sns:Publish', Condition: undefined },
  ]);
});

test('each statement names this topic', () => {
  const stack = emptyStack();
  letPublish(stack, new sns.Topic(stack, 'Topic'), ['cloudwatch']);
  expect(statements(stack).map(({ Resource }) => Resource)).toEqual([{ Ref: expect.stringMatching(/^Topic/) }]);
});

test('a key lets each service use it, alarms only for this account', () => {
  const documents = keyStatements(emptyStack(), ['cloudwatch', 'rdsEvents', 'eventBridge']).map((statement) =>
    statement.toStatementJson(),
  );
  expect(documents.map(({ Action }) => Action)).toEqual(Array(3).fill(['kms:Decrypt', 'kms:GenerateDataKey*']));
  expect(documents.map(({ Condition }) => Condition?.StringEquals)).toEqual([
    { 'aws:SourceAccount': '111122223333' },
    undefined,
    undefined,
  ]);
});

test('a key of the app gets the statements only once', () => {
  const stack = emptyStack();
  const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });
  letPublish(stack, topic, ['cloudwatch']);
  letPublish(stack, topic, ['cloudwatch']);
  const [key] = Object.values<any>(Template.fromStack(stack).findResources('AWS::KMS::Key'));
  expect(
    key.Properties.KeyPolicy.Statement.filter(({ Principal }: any) => Principal.Service === 'cloudwatch.amazonaws.com'),
  ).toHaveLength(1);
  expect(statements(stack)).toHaveLength(1);
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});

test('an imported topic is not changed, and the warning says what its policy must allow', () => {
  const stack = emptyStack();
  letPublish(stack, imported(stack), ['cloudwatch', 'rdsEvents']);
  Annotations.fromStack(stack).hasWarning(
    '/Stack',
    Match.stringLikeRegexp(
      'topic Stack/Imported and of its key .* must let cloudwatch.amazonaws.com and events.rds.amazonaws.com publish',
    ),
  );
});

test('a topic of the app with an imported key also causes a warning', () => {
  const stack = emptyStack();
  const key = kms.Key.fromKeyArn(
    stack,
    'Key',
    'arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012',
  );
  letPublish(stack, new sns.Topic(stack, 'Topic', { masterKey: key }), ['cloudwatch']);
  Annotations.fromStack(stack).hasWarning(
    '/Stack',
    Match.stringLikeRegexp('topic Stack/Topic and of its key cannot both be changed from here'),
  );
});

test('a topic without a key needs no key policy', () => {
  const stack = emptyStack();
  letPublish(stack, new sns.Topic(stack, 'Topic'), ['cloudwatch']);
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
});
