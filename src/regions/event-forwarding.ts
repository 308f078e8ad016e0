import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { UndeliveredEvents } from '../monitoring/undelivered-events';

/** The properties of a forwarding: which events go where. */
export interface EventForwardingProps {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
  readonly toRegion: string;
}

/**
 * Forwards events to the default bus of another region of the account, which needs no policy for that:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
 */
export class EventForwarding extends Construct {
  constructor(scope: Construct, id: string, { description, eventPattern, toRegion }: EventForwardingProps) {
    super(scope, id);
    const { partition, account } = Stack.of(this);
    const busArn = `arn:${partition}:events:${toRegion}:${account}:event-bus/default`;
    // EventBridge documents this condition for rules that assume a role:
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
    const role = new iam.Role(this, 'Role', {
      description,
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      managedPolicies: [
        new iam.ManagedPolicy(this, 'Policy', {
          description,
          statements: [new iam.PolicyStatement({ actions: ['events:PutEvents'], resources: [busArn] })],
        }),
      ],
    });
    const rule = new events.Rule(this, 'Rule', { description, eventPattern });
    // Not targets.EventBus, which would add a policy of its own to the role.
    const target = { bind: () => ({ arn: busArn, role }) };
    new UndeliveredEvents(this, 'Undelivered').addTarget(rule, target);
  }
}
