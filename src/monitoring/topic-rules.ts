import { SecretValue, Stack, Token } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { IConstruct } from 'constructs';
import { definedProps } from '../validation/defined-props';
import { NOTHING, Rule } from '../validation/rule';

/** The values that the rules check: the topics that were passed, and PagerDuty's URL. */
export interface TopicValues {
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  /** How the template holds the URL; never the URL itself. */
  readonly pagerDutyIntegrationUrl?: 'a secret' | 'plain text' | 'a URL without TLS' | 'a secure string of SSM';
  /** The region of the alarms. */
  readonly region: string;
}

interface TopicProps {
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  readonly pagerDutyIntegrationUrl?: SecretValue;
}

/** Returns the values to check, for props of a construct. */
export function topicValues(scope: IConstruct, props: TopicProps): TopicValues {
  const { alarmTopic, pagingTopic, pagerDutyIntegrationUrl } = definedProps(props);
  const url = pagerDutyIntegrationUrl?.unsafeUnwrap();
  return {
    alarmTopic,
    pagingTopic,
    pagerDutyIntegrationUrl: url === undefined ? undefined : kindOfSecret(Stack.of(scope).resolve(url)),
    region: Stack.of(scope).region,
  };
}

/**
 * Returns how the template holds a resolved URL. It may consist of plain text and references, so its JSON is examined.
 */
function kindOfSecret(resolved: unknown): TopicValues['pagerDutyIntegrationUrl'] {
  const text = JSON.stringify(resolved);
  if (/http:\/\//i.test(text)) return 'a URL without TLS';
  if (/\{\{resolve:ssm-secure:/.test(text)) return 'a secure string of SSM';
  if (/\{\{resolve:(secretsmanager|ssm):/.test(text)) return 'a secret';
  // Any other reference is an object: to a parameter with NoEcho, or to an attribute.
  return typeof resolved === 'string' || /https:\/\//i.test(text) ? 'plain text' : 'a secret';
}

type TopicName = 'alarmTopic' | 'pagingTopic';

function rulesOfTopic(name: TopicName): Rule<TopicValues>[] {
  const path = (values: TopicValues) => values[name]!.node.path;
  return [
    {
      id: `${name}-standard`,
      reads: [name],
      mustBeResolved: NOTHING,
      broken: (values) => values[name]?.fifo === true,
      got: (values) => `the FIFO topic ${path(values)}`,
      wants: 'must be a standard topic',
      fix: 'leave fifo out: RDS events, e-mail and PagerDuty do not support FIFO topics',
    },
    {
      id: `${name}-region`,
      reads: [name],
      mustBeResolved: (values) => [values.region, values[name]?.env.region],
      broken: (values) => values[name] !== undefined && values[name].env.region !== values.region,
      got: (values) => `${path(values)} in ${values[name]!.env.region} for alarms in ${values.region}`,
      wants: 'must be in the region of the alarms',
      fix: 'create one there, and subscribe to it from elsewhere',
    },
    {
      id: `${name}-key`,
      reads: [name],
      mustBeResolved: NOTHING,
      broken: (values) => isAwsManaged(values[name]),
      got: (values) => path(values),
      wants: 'must not be encrypted with alias/aws/sns, whose policy lets no service publish',
      fix: 'give it a key of its own as masterKey',
    },
  ];
}

function isAwsManaged(topic: sns.ITopic | undefined): boolean {
  const keyId = topic?.masterKey?.keyId;
  return keyId !== undefined && !Token.isUnresolved(keyId) && /(^|\/)aws\/sns$/.test(keyId);
}

export const topicRules: readonly Rule<TopicValues>[] = [
  ...rulesOfTopic('alarmTopic'),
  ...rulesOfTopic('pagingTopic'),
  {
    id: 'pager-duty-url-secret',
    reads: ['pagerDutyIntegrationUrl'],
    broken: (values) => values.pagerDutyIntegrationUrl !== undefined && values.pagerDutyIntegrationUrl !== 'a secret',
    got: (values) => values.pagerDutyIntegrationUrl!,
    wants: 'must be read from a secret at deployment: anybody who reads it in the template could open incidents',
    fix: "keep the URL in Secrets Manager, and write SecretValue.secretsManager('pagerduty-url')",
  },
];
