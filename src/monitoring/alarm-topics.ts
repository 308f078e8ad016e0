import { Annotations, RemovalPolicy, SecretValue, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { keyStatements } from './topic-permissions';
import { administrationThroughIam } from '../encryption/key-administration';
import { withRegionSuffix } from '../regions/names-in-regions';
import { viaService } from '../regions/partition-services';
import { claimName } from '../validation/names-in-use';

/** Whom to notify, and through which topics. */
export interface AlarmTopicsProps {
  /** Identifier of the instance; the names of key and topics contain it. */
  readonly instanceIdentifier: string;
  /** Alias of the key; by default that of a database in its own region. */
  readonly keyAlias?: string;
  readonly alarmTopic?: sns.ITopic;
  readonly pagingTopic?: sns.ITopic;
  /** Whether to create a separate topic for critical alarms; true by default. */
  readonly paging?: boolean;
  readonly alarmEmails: string[];
  readonly pagerDutyIntegrationUrl?: SecretValue;
}

/**
 * Returns the alias of the key of topics. It contains a slash because another database may be called
 * `<identifier>-alarms`.
 */
export function topicsKeyAlias(name: string): string {
  return `alias/${name}/alarms`;
}

/**
 * The topics that alarms publish to, with their subscriptions. A publisher gets its permission where it is created.
 */
export class AlarmTopics extends Construct {
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;

  constructor(scope: Construct, id: string, props: AlarmTopicsProps) {
    super(scope, id);
    const { alarmTopic, pagingTopic, paging = true, alarmEmails, pagerDutyIntegrationUrl } = props;
    const key = alarmTopic && pagingTopic ? undefined : this.createKey(props);
    const createTopic = (name: string, purpose: string) =>
      new sns.Topic(this, name, {
        displayName: `${props.instanceIdentifier} ${purpose}`,
        masterKey: key,
        enforceSSL: true,
      });
    this.alarmTopic = alarmTopic ?? createTopic('Notifications', 'notifications');
    this.pagingTopic = pagingTopic ?? (paging ? createTopic('Paging', 'paging') : this.alarmTopic);

    for (const [index, email] of alarmEmails.entries()) {
      // The id contains the address, not the index: when an address moves in the list, it must not be subscribed again,
      // which would need another confirmation.
      const name = Token.isUnresolved(email) ? `Email${index}` : `Email-${email.replace(/\//g, '%2F')}`;
      this.subscribe(name, this.alarmTopic, sns.SubscriptionProtocol.EMAIL, email);
    }
    if (pagerDutyIntegrationUrl) {
      const url = pagerDutyIntegrationUrl.unsafeUnwrap();
      this.subscribe('PagerDuty', this.pagingTopic, sns.SubscriptionProtocol.HTTPS, url);
    }
  }

  /**
   * Creates a key that is not the key of the database: EventBridge and RDS events use it without a condition, to which
   * only messages in transit should be exposed. It encrypts nothing at rest, so it is deleted with the topics.
   */
  private createKey(props: AlarmTopicsProps): kms.Key {
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
            sid: 'UseThroughSns', // for people and functions of the account that publish, if only a test message
            principals: [new iam.AccountRootPrincipal()],
            actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            resources: ['*'],
            conditions: { StringEquals: { 'kms:ViaService': viaService(this, 'sns'), 'kms:CallerAccount': account } },
          }),
          // For EventBridge rules of the app: targets.SnsTopic grants them the topic, but not its key.
          ...keyStatements(this, ['eventBridge']),
        ],
      }),
    });
  }

  /**
   * Returns the alias of the key. It contains the region, because the alias without a region may be that of the topics
   * of read replicas whose database is in us-east-1.
   */
  private ownAlias(instanceIdentifier: string): string {
    return withRegionSuffix(this, topicsKeyAlias(instanceIdentifier), '/');
  }

  private subscribe(id: string, topic: sns.ITopic, protocol: sns.SubscriptionProtocol, endpoint: string): void {
    // Two databases would share one subscription of SNS, and the first that is deleted would delete it.
    const topicName = Token.isUnresolved(topic.topicArn) ? topic.node.path : topic.topicArn;
    const endpointText = JSON.stringify(Stack.of(this).resolve(endpoint));
    const owner = claimName(this, `subscribed to ${topicName}`, endpointText);
    const isHttps = protocol === sns.SubscriptionProtocol.HTTPS;
    if (owner) {
      const prop = isHttps ? 'pagerDutyIntegrationUrl' : `alarmEmails '${endpoint}'`;
      throw new Error(
        `[${this.node.path}] ${prop} must be subscribed to a topic once, got ${topic.node.path}, ` +
          `to which ${owner} has subscribed it; leave it out here: it also gets what this database publishes`,
      );
    }
    new sns.Subscription(this, id, {
      topic,
      protocol,
      endpoint,
      // PagerDuty reads the envelope of SNS, which raw delivery would remove. E-mail has no raw delivery.
      rawMessageDelivery: isHttps ? false : undefined,
    });
  }
}

/**
 * Returns the addresses that a stack of another region can subscribe, and warns of the others. Only the stack of the
 * database knows an address that is a token, and a reference would make the two stacks depend on each other.
 */
export function knownEmails(scope: Construct, alarmEmails: string[]): string[] {
  const known = Token.isUnresolved(alarmEmails) ? [] : alarmEmails.filter((email) => !Token.isUnresolved(email));
  if (Token.isUnresolved(alarmEmails) || known.length < alarmEmails.length) {
    Annotations.of(scope).addWarningV2(
      'oficina-postgres:emails-of-another-region',
      `alarmEmails holds tokens, to which no e-mail is sent from ${Stack.of(scope).region}: ` +
        'write the addresses out, give a topic of that region, or acknowledge this',
    );
  }
  return known;
}
