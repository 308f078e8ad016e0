import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeQueue } from '../operations/acknowledgements';

/**
 * The dead-letter queue of EventBridge rules. It takes the events that EventBridge could not deliver within 24 hours,
 * and keeps them for 14 days, the maximum of SQS. SQS encrypts them.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class UndeliveredEvents extends Construct {
  readonly queue: sqs.Queue;
  private readonly rules: events.IRule[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    this.queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'UndeliveredByTheRules',
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': Lazy.list({ produce: () => this.rules.map(({ ruleArn }) => ruleArn) }) },
        },
      }),
    );
    acknowledgeQueue(this);
  }

  /** Adds a target to a rule, with this queue as its dead-letter queue. */
  addTarget(rule: events.Rule, target: events.IRuleTarget): void {
    this.rules.push(rule);
    rule.addTarget({
      bind: (bound, id) => ({ ...target.bind(bound, id), deadLetterConfig: { arn: this.queue.queueArn } }),
    });
  }
}
