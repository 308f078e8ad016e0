import { SecretValue, Stack, Token } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { Rule } from '../rule';

/** What is looked at of the topics that a team brings, and of PagerDuty's URL. */
export interface TopicValues {
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  /** How the URL stands in the template: never the URL itself. */
  readonly pagerDutyIntegrationUrl?: 'a secret' | 'plain text' | 'a secure string of SSM';
  /** Where the alarms are. */
  readonly region: string;
}

interface TopicProps {
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  readonly pagerDutyIntegrationUrl?: SecretValue;
}

/** What of the props is looked at, in the place of a construct. */
export function topicValues(scope: IConstruct, { alarmTopic, pagingTopic, pagerDutyIntegrationUrl }: TopicProps): TopicValues {
  return {
    alarmTopic,
    pagingTopic,
    pagerDutyIntegrationUrl: pagerDutyIntegrationUrl && kindOfSecret(Stack.of(scope).resolve(pagerDutyIntegrationUrl.unsafeUnwrap())),
    region: Stack.of(scope).region,
  };
}

function kindOfSecret(resolved: unknown): TopicValues['pagerDutyIntegrationUrl'] {
  // A reference to a parameter with NoEcho or to an attribute is an object.
  if (typeof resolved !== 'string' || /^\{\{resolve:(secretsmanager|ssm):.*\}\}$/.test(resolved)) return 'a secret';
  return /^\{\{resolve:ssm-secure:.*\}\}$/.test(resolved) ? 'a secure string of SSM' : 'plain text';
}

type TopicName = 'alarmTopic' | 'pagingTopic';

function rulesOf(name: TopicName): Rule<TopicValues>[] {
  const path = (values: TopicValues) => values[name]!.node.path;
  return [
    {
      id: `${name}-standard`,
      reads: [name],
      needs: () => undefined,
      broken: (values) => values[name]?.fifo === true,
      got: (values) => `the FIFO topic ${path(values)}`,
      wants: 'must be a standard topic',
      fix: 'leave fifo out: RDS events, mail and PagerDuty take no FIFO topics',
    },
    {
      id: `${name}-region`,
      reads: [name],
      needs: (values) => [values.region, values[name]?.env.region],
      broken: (values) => values[name] !== undefined && values[name].env.region !== values.region,
      got: (values) => `${path(values)} in ${values[name]!.env.region} for alarms in ${values.region}`,
      wants: 'must be in the region of the alarms',
      fix: 'make one there, and subscribe to it from elsewhere',
    },
    {
      id: `${name}-key`,
      reads: [name],
      needs: () => undefined,
      broken: (values) => isAwsManaged(values[name]),
      got: (values) => path(values),
      wants: 'must not be encrypted with alias/aws/sns, whose policy lets no service publish',
      fix: 'give it a key of its own as masterKey',
    },
  ];
}

function isAwsManaged(topic: sns.ITopic | undefined): boolean {
  const keyId = topic?.masterKey?.keyId;
  return keyId !== undefined && !Token.isUnresolved(keyId) && keyId.includes('alias/aws/sns');
}

export const topicRules: readonly Rule<TopicValues>[] = [
  ...rulesOf('alarmTopic'),
  ...rulesOf('pagingTopic'),
  {
    id: 'pager-duty-url-secret',
    reads: ['pagerDutyIntegrationUrl'],
    broken: (values) => values.pagerDutyIntegrationUrl !== undefined && values.pagerDutyIntegrationUrl !== 'a secret',
    got: (values) => values.pagerDutyIntegrationUrl!,
    wants: 'must be read from a secret at deployment: in the template whoever reads it could open incidents',
    fix: 'keep the URL in Secrets Manager, and write SecretValue.secretsManager(\'pagerduty-url\')',
  },
];
