import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { UndeliveredEvents } from '../monitoring/undelivered-events';

/** Which events, and where they go. */
export interface EventForwardingProps {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
  readonly toRegion: string;
}

/**
 * Hands events on to the default bus of another region of the account, which needs no policy for it:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class EventForwarding extends Construct {
  constructor(scope: Construct, id: string, { description, eventPattern, toRegion }: EventForwardingProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const bus = `arn:${partition}:events:${toRegion}:${account}:event-bus/default`;
    // EventBridge documents the condition for rules that assume a role:
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    const role = new iam.Role(this, 'Role', {
      description,
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      managedPolicies: [
        new iam.ManagedPolicy(this, 'Policy', {
          description,
          statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [bus] })],
        }),
      ],
    });
    // Not by targets.EventBus, which would add a policy of its own to the role.
    const rule = new events.Rule(this, 'Rule', { description, eventPattern });
    new UndeliveredEvents(this, 'Undelivered').addTarget(rule, { bind: () => ({ arn: bus, role }) });
  }
}
