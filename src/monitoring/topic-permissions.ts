import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';

/** Services that publish to the topics of alarms. */
export type Publisher = 'cloudwatch' | 'rdsEvents' | 'eventBridge';

interface PublishingService {
  readonly principal: string;
  /** Whose message it may be, as far as the service tells SNS. */
  readonly topicConditions: (stack: Stack) => Record<string, Record<string, string>> | undefined;
  /** Whose message it may be, as far as the service tells KMS. */
  readonly keyConditions: (stack: Stack) => Record<string, Record<string, string>> | undefined;
}

const fromAlarms = (stack: Stack) =>
  fromAccount(stack, `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:*`);

/*
 * A condition that a service does not meet loses the message without a trace: only documented ones stand here.
 * Topics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (EventBridge takes none).
 * Keys: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services (none for EventBridge, none named for RDS).
 */
const SERVICES: Record<Publisher, PublishingService> = {
  cloudwatch: { principal: 'cloudwatch.amazonaws.com', topicConditions: fromAlarms, keyConditions: fromAlarms },
  rdsEvents: {
    principal: 'events.rds.amazonaws.com',
    topicConditions: (stack) => fromAccount(stack, `arn:${stack.partition}:rds:${stack.region}:${stack.account}:*`),
    keyConditions: () => undefined,
  },
  eventBridge: { principal: 'events.amazonaws.com', topicConditions: () => undefined, keyConditions: () => undefined },
};

function fromAccount(stack: Stack, sourceArn: string): Record<string, Record<string, string>> {
  return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': sourceArn } };
}

/** What a key's policy says for services to publish to topics that the key encrypts. */
export function keyStatements(scope: IConstruct, publishers: Publisher[]): iam.PolicyStatement[] {
  return publishers.map(
    (publisher) =>
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(SERVICES[publisher].principal)],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: SERVICES[publisher].keyConditions(Stack.of(scope)),
      }),
  );
}

/**
 * Lets services publish to a topic, by its policy and by that of its key. SnsAction and CfnEventSubscription grant nothing, and an alarm whose message is
 * refused looks like one that has worked.
 */
export function letPublish(scope: IConstruct, topic: sns.ITopic, publishers: Publisher[]): void {
  const results = publishers.map((publisher) =>
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal(SERVICES[publisher].principal)],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: SERVICES[publisher].topicConditions(Stack.of(scope)),
      }),
    ),
  );
  if (topic.masterKey) {
    results.push(
      ...keyStatements(scope, publishers).map((statement) => topic.masterKey!.addToResourcePolicy(statement)),
    );
  }
  if (results.some(({ statementAdded }) => !statementAdded)) {
    Annotations.of(scope).addWarningV2(
      'oficina-postgres:imported-topic-policy',
      `the policies of the topic ${topic.node.path} and of its key cannot both be changed from here, as one is imported: they must let ` +
        `${publishers.map((publisher) => SERVICES[publisher].principal).join(' and ')} publish (sns:Publish; kms:Decrypt and kms:GenerateDataKey*), ` +
        'else alarms are lost without a trace; docs/alarms.md has the statements; acknowledge this once they do',
    );
  }
}
