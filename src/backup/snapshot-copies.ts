import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { copyPrefix } from './copy-names';
import { COPIED_FROM, copiedTo } from './copy-tags';
import { logGroupPrefix } from '../encryption/database-key';
import { asItIs, handlerFolder, writeLog } from '../functions/database-function';
import { UndeliveredEvents } from '../monitoring/undelivered-events';
import { acknowledgeFunction } from '../operations/acknowledgements';
import { viaService } from '../regions/partition-services';

/** What copies of snapshots need to know of the database. */
export interface SnapshotCopiesProps {
  readonly instanceIdentifier: string;
  /** Name of the database as used in this region. */
  readonly nameHere: string;
  /** Region of the database. */
  readonly sourceRegion: string;
  /** Alias of the key that the database is encrypted with, or undefined for a key of the team's, and for that of what it was restored from. */
  readonly sourceKeyAlias?: string;
  readonly key: kms.IKey;
  readonly retention?: Duration;
  readonly logRetention: logs.RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

/**
 * A manual snapshot was created, or is a copy of another one, in the region of the database.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html#USER_Events.Messages.snapshot
 */
export const SNAPSHOT_APPEARED = ['RDS-EVENT-0042', 'RDS-EVENT-0197', 'RDS-EVENT-0060'];
/** A copy from another region has finished, or was cancelled. There is no event for one that has failed: the daily run finds it. */
const COPY_ENDED = ['RDS-EVENT-0060', 'RDS-EVENT-0061'];

const USE_OF_KEY = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/** Copies the manual snapshots of a database into the region in which this stands. */
export class SnapshotCopies extends Construct {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;
  private readonly undelivered: UndeliveredEvents;

  constructor(scope: Construct, id: string, props: SnapshotCopiesProps) {
    super(scope, id);
    const { instanceIdentifier, sourceRegion } = props;
    const description = `Copies manual snapshots of the database ${instanceIdentifier} from ${sourceRegion}`;
    this.logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `${logGroupPrefix(props.nameHere, 'backups')}/snapshot-copies`,
      encryptionKey: props.key,
      retention: props.logRetention,
      removalPolicy: props.logRemovalPolicy,
    });
    const role = new iam.Role(this, 'Role', {
      description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [
        new iam.ManagedPolicy(this, 'Policy', {
          description,
          statements: [...this.statements(props), writeLog(this.logGroup)],
        }),
      ],
    });
    this.function = new lambda.Function(this, 'Function', {
      description,
      code: lambda.Code.fromAsset(handlerFolder('snapshot copies')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      role: asItIs(this, role),
      timeout: Duration.minutes(5),
      memorySize: 256,
      logGroup: this.logGroup,
      environment: {
        SOURCE_REGION: sourceRegion,
        INSTANCE_IDENTIFIER: instanceIdentifier,
        KMS_KEY_ARN: props.key.keyArn,
        ...(props.retention && { RETENTION_DAYS: `${props.retention.toDays()}` }),
      },
    });
    acknowledgeFunction(this, 'snapshot copies', {
      sourceRegion,
      copyPrefix: copyPrefix(instanceIdentifier, sourceRegion),
    });

    this.undelivered = new UndeliveredEvents(this, 'Undelivered');
    const detailType = ['RDS DB Snapshot Event'];
    this.onEvent('Appeared', `Manual snapshots in ${sourceRegion}`, {
      source: ['aws.rds'],
      detailType,
      region: [sourceRegion],
      detail: { EventID: SNAPSHOT_APPEARED },
    });
    this.onEvent('CopyEnded', 'Copies of snapshots', {
      source: ['aws.rds'],
      detailType,
      region: [Stack.of(this).region],
      detail: { EventID: COPY_ENDED },
    });
    const sweep = new events.Rule(this, 'Sweep', {
      description: `Looks for snapshots of ${instanceIdentifier} whose event was lost`,
      schedule: events.Schedule.rate(Duration.days(1)),
    });
    this.undelivered.addTarget(sweep, new targets.LambdaFunction(this.function));
  }

  private onEvent(id: string, what: string, eventPattern: events.EventPattern): void {
    const rule = new events.Rule(this, id, {
      description: `${what}, for ${this.node.path}`.slice(0, 512),
      eventPattern,
    });
    this.undelivered.addTarget(rule, new targets.LambdaFunction(this.function));
  }

  /**
   * What the function may do: read snapshots in both regions, mark them where the database is, and create, tag and
   * delete those here whose name has the prefix of its copies.
   *
   * The prefix is the control, and not the tag: RDS has no condition that binds a tag to the creation of a snapshot (as
   * `ec2:CreateAction` does for EC2), so that a role which tags its copies could tag other snapshots too. A snapshot
   * keeps its name for good.
   * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html,
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/security_iam_id-based-policy-examples-grant-permissions-tags-on-create.html
   */
  private statements({
    instanceIdentifier,
    sourceRegion,
    sourceKeyAlias,
    key,
  }: SnapshotCopiesProps): iam.PolicyStatement[] {
    const { partition, region, account } = Stack.of(this);
    const arn = (service: string, where: string, resource: string) =>
      `arn:${partition}:${service}:${where}:${account}:${resource}`;
    const snapshots = (where: string) => arn('rds', where, 'snapshot:*');
    const copies = arn('rds', region, `snapshot:${copyPrefix(instanceIdentifier, sourceRegion)}*`);
    return [
      new iam.PolicyStatement({
        sid: 'Look',
        actions: ['rds:DescribeDBSnapshots'],
        resources: [sourceRegion, region].flatMap((where) => [
          snapshots(where),
          arn('rds', where, `db:${instanceIdentifier}`),
        ]),
      }),
      // Of the source and of the copy. A request across regions is checked in both.
      new iam.PolicyStatement({
        sid: 'Copy',
        actions: ['rds:CopyDBSnapshot'],
        resources: [snapshots(sourceRegion), copies],
      }),
      new iam.PolicyStatement({
        sid: 'TagCopies',
        actions: ['rds:AddTagsToResource'],
        resources: [copies],
        conditions: { StringLike: { [`aws:RequestTag/${COPIED_FROM}`]: `${arn('rds', sourceRegion, 'snapshot:')}*` } },
      }),
      new iam.PolicyStatement({
        sid: 'MarkSources',
        actions: ['rds:AddTagsToResource'],
        resources: [snapshots(sourceRegion)],
        conditions: {
          Null: { 'aws:TagKeys': 'false' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': [copiedTo(region)] },
        },
      }),
      new iam.PolicyStatement({
        sid: 'DeleteCopies',
        actions: ['rds:DeleteDBSnapshot'],
        resources: [copies],
        conditions: { Null: { [`aws:ResourceTag/${COPIED_FROM}`]: 'false' } },
      }),
      ...this.useOfKey([key.keyArn], region),
      ...this.useOfKey([arn('kms', sourceRegion, 'key/*')], sourceRegion, sourceKeyAlias),
    ];
  }

  /** Through RDS alone. The library's own key is known by its alias: a reference to it would make the two stacks depend on each other. */
  private useOfKey(resources: string[], region: string, alias?: string): iam.PolicyStatement[] {
    const viaRds = {
      StringEquals: { 'kms:ViaService': viaService(this, 'rds', region) },
      ...(alias && { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } }),
    };
    return [
      new iam.PolicyStatement({ actions: USE_OF_KEY, resources, conditions: viaRds }),
      new iam.PolicyStatement({
        actions: ['kms:CreateGrant'],
        resources,
        conditions: { ...viaRds, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    ];
  }
}
