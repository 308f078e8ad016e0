import { ENVIRONMENT } from '../support/database';
import { allows, Request, text } from '../support/policy';

/*
 * Follows a message from its source to people: log → metric filter → alarm → action → topic → topic policy → key policy
 * → subscription. SNS silently drops a message that a policy refuses, so no other test would notice.
 */

type Resources = Record<string, { Type: string; Properties: any }>;

const { account, region } = ENVIRONMENT;

/** What is missing between the alarms and events of a template and their topics, one sentence each. */
export function deliveryProblems(template: Record<string, any>): string[] {
  const resources: Resources = template.Resources;
  const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
  return [
    ...ofType('AWS::CloudWatch::Alarm').flatMap(([id, { Properties }]) =>
      alarmLinks(resources, Properties, Properties.AlarmName ?? id),
    ),
    ...ofType('AWS::CloudWatch::Alarm')
      .filter(([, { Properties }]) => Properties.Namespace === 'OficinaPostgres')
      .flatMap(([, { Properties }]) => {
        const counted = ofType('AWS::Logs::MetricFilter')
          .flatMap(([, filter]) => filter.Properties.MetricTransformations as any[])
          .some(
            ({ MetricNamespace, MetricName }) =>
              MetricNamespace === 'OficinaPostgres' && MetricName === Properties.MetricName,
          );
        return counted ? [] : [`${Properties.AlarmName} is of a metric that nothing counts`];
      }),
    ...ofType('AWS::RDS::EventSubscription').flatMap(([id, { Properties }]) => {
      const context = {
        'aws:SourceAccount': account,
        'aws:SourceArn': `arn:aws:rds:${region}:${account}:db:oficina-db`,
      };
      return topicLinks(resources, Properties.SnsTopicArn, 'events.rds.amazonaws.com', context, id);
    }),
  ];
}

function alarmLinks(resources: Resources, alarm: any, name: string): string[] {
  const context = {
    'aws:SourceAccount': account,
    'aws:SourceArn': `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`,
  };
  return (['AlarmActions', 'OKActions'] as const).flatMap((kind) => {
    const actions: any[] = alarm[kind] ?? [];
    if (actions.length === 0) return [`${name} has no ${kind}`];
    return actions.flatMap((action) => topicLinks(resources, action, 'cloudwatch.amazonaws.com', context, name));
  });
}

function topicLinks(
  resources: Resources,
  topicArn: any,
  service: string,
  context: Request['context'],
  from: string,
): string[] {
  const id = topicArn?.Ref;
  const topic = resources[id];
  if (topic?.Type !== 'AWS::SNS::Topic') {
    return [`${from} publishes to ${JSON.stringify(topicArn)}, which is no topic of the template`];
  }
  const broken: string[] = [];

  const policy = Object.values(resources).find(
    ({ Type, Properties }) =>
      Type === 'AWS::SNS::TopicPolicy' && Properties.Topics.some((each: any) => each.Ref === id),
  );
  const publish = (secure: string): Request => ({
    service,
    action: 'sns:Publish',
    context: { ...context, 'aws:SecureTransport': secure },
  });
  if (!allows(policy?.Properties.PolicyDocument, publish('true'))) {
    broken.push(`${from} → ${id}: the topic's policy does not let ${service} publish`);
  }
  if (allows(policy?.Properties.PolicyDocument, publish('false'))) {
    broken.push(`${from} → ${id}: the topic's policy lets messages in without TLS`);
  }

  const keyArn = topic.Properties.KmsMasterKeyId;
  const key = keyArn && resources[text(keyArn).replace('.Arn', '')];
  if (key?.Type !== 'AWS::KMS::Key') {
    return [...broken, `${from} → ${id}: the topic is not encrypted with a key of the template`];
  }
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    if (!allows(key?.Properties.KeyPolicy, { service, action, context })) {
      broken.push(`${from} → ${id}: the key's policy does not allow ${service} ${action}`);
    }
  }
  return broken;
}
