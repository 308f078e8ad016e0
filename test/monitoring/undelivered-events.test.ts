import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CrossRegionBackup, EnvironmentProfile, UserPrivileges } from '../../src';
import { database, emptyStack } from '../support/database';
import { allows } from '../support/policy';
import { westVpc } from '../support/west';

/** The templates of a database with everything that has rules, each with the rules that send to a queue. */
function stacks(): Record<string, any>[] {
  const stack = emptyStack();
  const { database: made } = database(
    { profile: EnvironmentProfile.prod(), crossRegionBackup: CrossRegionBackup.toRegion('us-west-2') },
    stack,
  );
  made.addReadReplica('west', { region: 'us-west-2', vpc: westVpc(stack) });
  made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
  return stack.node.root.node
    .findAll()
    .filter(Stack.isStack)
    .map((each) => Template.fromStack(each).toJSON().Resources);
}

const all = stacks();
const of = (resources: Record<string, any>, type: string) =>
  Object.entries(resources).filter(([, { Type }]) => Type === type);
const rules = all.flatMap((resources) =>
  of(resources, 'AWS::Events::Rule').map(([id, { Properties }]) => ({
    id,
    resources,
    targets: Properties.Targets as any[],
  })),
);

test('each rule in each stack has a dead-letter queue', () => {
  expect(rules.length).toBeGreaterThanOrEqual(9);
  expect(rules.filter(({ targets }) => targets.length !== 1 || !targets[0].DeadLetterConfig)).toEqual([]);
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  'accepts what %s could not deliver, and nothing else',
  (id, { resources, targets }) => {
    const queue = targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0];
    expect(resources[queue].Type).toBe('AWS::SQS::Queue');
    const policies = of(resources, 'AWS::SQS::QueuePolicy').filter(([, { Properties }]) =>
      Properties.Queues.some(({ Ref }: any) => Ref === queue),
    );
    expect(policies).toHaveLength(1);
    const document = policies[0][1].Properties.PolicyDocument;
    const send = (service: string, rule: string, account = '111122223333') =>
      allows(document, {
        service,
        action: 'sqs:SendMessage',
        context: { 'aws:SourceArn': rule, 'aws:SourceAccount': account, 'aws:SecureTransport': 'true' },
      });
    expect(send('events.amazonaws.com', `${id}.Arn`)).toBe(true);
    expect(send('events.amazonaws.com', 'arn:aws:events:us-east-1:111122223333:rule/another')).toBe(false);
    expect(send('events.amazonaws.com', `${id}.Arn`, '999999999999')).toBe(false);
    expect(send('sns.amazonaws.com', `${id}.Arn`)).toBe(false);
  },
);

test('is encrypted, requires TLS, and keeps events for 14 days', () => {
  const queues = all.flatMap((resources) => of(resources, 'AWS::SQS::Queue'));
  expect(queues.length).toBeGreaterThanOrEqual(4);
  const expected = { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 60 * 60 };
  for (const [, { Properties }] of queues) expect(Properties).toMatchObject(expected);
  for (const [, { Properties }] of all.flatMap((resources) => of(resources, 'AWS::SQS::QueuePolicy'))) {
    const withoutTls = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(Properties.PolicyDocument.Statement).toContainEqual(expect.objectContaining(withoutTls));
  }
});

test('every grant on a key is for AWS resources only', () => {
  const documents = all.flatMap((resources) =>
    Object.values(resources)
      .map(({ Properties }) => Properties?.KeyPolicy ?? Properties?.PolicyDocument)
      .filter((each) => each),
  );
  const statements = documents
    .flatMap(({ Statement }) => Statement as any[])
    .filter(({ Action }) => [Action].flat().includes('kms:CreateGrant'));
  expect(statements.length).toBeGreaterThanOrEqual(8);
  for (const { Condition } of statements) expect(Condition.Bool).toEqual({ 'kms:GrantIsForAWSResource': 'true' });
});

test('the subscription to events of RDS is enabled', () => {
  const subscriptions = all.flatMap((resources) => of(resources, 'AWS::RDS::EventSubscription'));
  expect(subscriptions).toHaveLength(2);
  for (const [, { Properties }] of subscriptions) expect(Properties.Enabled).toBe(true);
});

test('roles require the source account if the service documents it, and otherwise do not', () => {
  const trusts = all
    .flatMap((resources) => of(resources, 'AWS::IAM::Role'))
    .map(([, { Properties }]) => Properties.AssumeRolePolicyDocument.Statement[0]);
  const accountsOf = (service: string) =>
    trusts
      .filter(({ Principal }) => Principal.Service === service)
      .map(({ Condition }) => Condition?.StringEquals?.['aws:SourceAccount']);
  expect(new Set(accountsOf('monitoring.rds.amazonaws.com'))).toEqual(new Set(['111122223333']));
  expect(new Set(accountsOf('events.amazonaws.com'))).toEqual(new Set(['111122223333']));
  expect(new Set(accountsOf('backup.amazonaws.com'))).toEqual(new Set([undefined]));
  expect(new Set(accountsOf('lambda.amazonaws.com'))).toEqual(new Set([undefined]));
});
