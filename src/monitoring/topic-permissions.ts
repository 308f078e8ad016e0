import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';

/** Services that publish to the topics of alarms. */
export type Publisher = 'cloudwatch' | 'rdsEvents' | 'eventBridge';

type Conditions = Record<string, Record<string, string>>;

interface PublishingService {
  readonly principal: string;
  /** Limits the messages to those of this account, as far as the service passes the context to SNS. */
  readonly topicConditions: (stack: Stack) => Conditions | undefined;
  /** Limits the messages to those of this account, as far as the service passes the context to KMS. */
  readonly keyConditions: (stack: Stack) => Conditions | undefined;
}

function fromAlarms(stack: Stack): Conditions {
  return fromSource(stack, `arn:${stack.partition}:cloudwatch:${stack.region}:${stack.account}:alarm:*`);
}

function fromRds(stack: Stack): Conditions {
  return fromSource(stack, `arn:${stack.partition}:rds:${stack.region}:${stack.account}:*`);
}

function fromSource(stack: Stack, sourceArn: string): Conditions {
  return { StringEquals: { 'aws:SourceAccount': stack.account }, ArnLike: { 'aws:SourceArn': sourceArn } };
}

function unconditionally(): undefined {
  return undefined;
}

/*
 * Only documented conditions are used here: if a service does not meet a condition, its messages are lost without a
 * trace. Topics: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/US_SetupSNS.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.GrantingPermissions.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html (EventBridge supports none).
 * Keys: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services (EventBridge
 * supports none, and none is named for RDS).
 */
const SERVICES: Record<Publisher, PublishingService> = {
  cloudwatch: { principal: 'cloudwatch.amazonaws.com', topicConditions: fromAlarms, keyConditions: fromAlarms },
  rdsEvents: { principal: 'events.rds.amazonaws.com', topicConditions: fromRds, keyConditions: unconditionally },
  eventBridge: {
    principal: 'events.amazonaws.com',
    topicConditions: unconditionally,
    keyConditions: unconditionally,
  },
};

/** Returns the statements of a key policy that let services publish to topics which the key encrypts. */
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
 * Lets services publish to a topic, by the policies of the topic and of its key, and warns if they cannot be changed.
 * SnsAction and CfnEventSubscription grant nothing, and an alarm whose message is refused looks as if it had worked.
 */
export function letPublish(scope: IConstruct, topic: sns.ITopic, publishers: Publisher[]): void {
  let isAllowed = true;
  for (const publisher of publishers) {
    const statement = topicStatement(scope, topic, publisher);
    isAllowed = isAdded(topic.addToResourcePolicy(statement)) && isAllowed;
  }
  if (topic.masterKey) {
    for (const statement of keyStatements(scope, publishers)) {
      isAllowed = isAdded(topic.masterKey.addToResourcePolicy(statement)) && isAllowed;
    }
  }
  if (!isAllowed) warnOfImportedTopic(scope, topic, publishers);
}

/** Whether a statement was added. A class of the app's own may return nothing, which tells nothing. */
function isAdded(result: iam.AddToResourcePolicyResult | undefined): boolean {
  return result?.statementAdded === true;
}

function topicStatement(scope: IConstruct, topic: sns.ITopic, publisher: Publisher): iam.PolicyStatement {
  const { principal, topicConditions } = SERVICES[publisher];
  return new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(principal)],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: topicConditions(Stack.of(scope)),
  });
}

function warnOfImportedTopic(scope: IConstruct, topic: sns.ITopic, publishers: Publisher[]): void {
  const principals = publishers.map((publisher) => SERVICES[publisher].principal).join(' and ');
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:imported-topic-policy',
    `the policies of the topic ${topic.node.path} and of its key cannot both be changed from here, ` +
      `as one of them is imported: they must let ${principals} publish ` +
      '(sns:Publish; kms:Decrypt and kms:GenerateDataKey*), else alarms are lost without a trace; ' +
      'docs/alarms.md has the statements; acknowledge this once they do',
  );
}
