import { Annotations, RemovalPolicy, SecretValue, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { keyStatements } from './topic-permissions';
import { administrationThroughIam } from '../encryption/key-administration';
import { byPlainRegion } from '../regions/names-in-regions';
import { viaService } from '../regions/partition-services';
import { takeName } from '../validation/names-in-use';

/** Who is to be called, and through what. */
export interface AlarmTopicsProps {
  /** Identifier of the instance: names of key and topics follow it. */
  readonly instanceIdentifier: string;
  /** Alias of the key of the topics; that of the topics of a database in its own region, unless given. */
  readonly keyAlias?: string;
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  /** Whether there is a topic of its own for critical alarms; there is, unless given. */
  readonly paging?: boolean;
  readonly alarmEmails: string[];
  readonly pagerDutyIntegrationUrl?: SecretValue;
}

/**
 * Alias of the key of topics, after what they are for. A slash, as another database may be called
 * `<identifier>-alarms`.
 */
export function topicsKeyAlias(name: string): string {
  return `alias/${name}/alarms`;
}

/** The topics that alarms publish to, and their subscribers. Permission to publish comes with each publisher. */
export class AlarmTopics extends Construct {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps) {
    super(scope, id);
    const key = props.alarmTopic && props.pagingTopic ? undefined : this.key(props);
    const topic = (name: string, purpose: string) =>
      new sns.Topic(this, name, {
        displayName: `${props.instanceIdentifier} ${purpose}`,
        masterKey: key,
        enforceSSL: true,
      });
    this.alarmTopic = props.alarmTopic ?? topic('Notifications', 'notifications');
    this.pagingTopic = props.pagingTopic ?? (props.paging === false ? this.alarmTopic : topic('Paging', 'paging'));

    for (const [index, endpoint] of props.alarmEmails.entries()) {
      // By the address, as another place in the list would make a new subscription, to be confirmed again.
      const name = Token.isUnresolved(endpoint) ? `Email${index}` : `Email-${endpoint.replace(/\//g, '%2F')}`;
      this.subscribe(name, this.alarmTopic, sns.SubscriptionProtocol.EMAIL, endpoint);
    }
    if (props.pagerDutyIntegrationUrl) {
      this.subscribe(
        'PagerDuty',
        this.pagingTopic,
        sns.SubscriptionProtocol.HTTPS,
        props.pagerDutyIntegrationUrl.unsafeUnwrap(),
      );
    }
  }

  /**
   * A key apart from that of the database: EventBridge and RDS events may use it without a condition, which nothing but messages in transit
   * should be exposed to. Nothing rests under it, so it goes with the topics.
   */
  private key(props: AlarmTopicsProps): kms.Key {
    const { account } = Stack.of(this);
    return new kms.Key(this, 'Key', {
      description: `Alarm topics of the database ${props.instanceIdentifier}`,
      alias: props.keyAlias ?? this.ownAlias(props.instanceIdentifier),
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
      policy: new iam.PolicyDocument({
        statements: [
          administrationThroughIam(),
          new iam.PolicyStatement({
            sid: 'UseThroughSns', // for people and functions of the account that may publish: a test message needs it too
            principals: [new iam.AccountRootPrincipal()],
            actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            resources: ['*'],
            conditions: { StringEquals: { 'kms:ViaService': viaService(this, 'sns'), 'kms:CallerAccount': account } },
          }),
          // For rules of the team: targets.SnsTopic lets them publish to the topic, but does not know its key.
          ...keyStatements(this, ['eventBridge']),
        ],
      }),
    });
  }

  /**
   * The replicas of a database in us-east-1 have the plain alias in their region, where another database may be at
   * home.
   */
  private ownAlias(instanceIdentifier: string): string {
    const plain = topicsKeyAlias(instanceIdentifier);
    return byPlainRegion(this, plain, (region) => `${plain}/${region}`);
  }

  private subscribe(id: string, topic: sns.ITopic, protocol: sns.SubscriptionProtocol, endpoint: string): void {
    // SNS has one subscription for both: the database that goes first would take it along.
    const owner = takeName(
      this,
      `subscribed to ${Token.isUnresolved(topic.topicArn) ? topic.node.path : topic.topicArn}`,
      JSON.stringify(Stack.of(this).resolve(endpoint)),
    );
    if (owner) {
      const prop =
        protocol === sns.SubscriptionProtocol.HTTPS ? 'pagerDutyIntegrationUrl' : `alarmEmails '${endpoint}'`;
      throw new Error(
        `[${this.node.path}] ${prop} must be subscribed to a topic once, got ${topic.node.path}, where ${owner} has subscribed it; ` +
          'leave it out here: what this database publishes there reaches it',
      );
    }
    // PagerDuty reads the envelope of SNS: raw delivery would take it away. Mail has no raw delivery.
    new sns.Subscription(this, id, {
      topic,
      protocol,
      endpoint,
      ...(protocol === sns.SubscriptionProtocol.HTTPS && { rawMessageDelivery: false }),
    });
  }
}

/**
 * The addresses that a stack of another region can subscribe: one that is a token is known to the stack of the database alone, and a reference would make the two
 * stacks depend on each other.
 */
export function knownEmails(scope: Construct, alarmEmails: string[]): string[] {
  const known = alarmEmails.filter((email) => !Token.isUnresolved(email));
  if (Token.isUnresolved(alarmEmails) || known.length < alarmEmails.length) {
    Annotations.of(scope).addWarningV2(
      'oficina-postgres:emails-of-another-region',
      `alarmEmails holds addresses that are known at deployment only, which get no mail from ${Stack.of(scope).region}: write them out, give a topic of that region, or acknowledge this`,
    );
  }
  return Token.isUnresolved(alarmEmails) ? [] : known;
}
