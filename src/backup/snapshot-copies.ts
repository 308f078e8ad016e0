import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { COPIED_FROM, copiedTo, copyPrefix } from './snapshot-copy-naming';
import { logGroupPrefix } from '../encryption/database-key';
import { roleWithoutGrants, handlerFolder, writeLog } from '../functions/database-function';
import { UndeliveredEvents } from '../monitoring/undelivered-events';
import { acknowledgeFunction } from '../operations/acknowledgements';
import { viaService } from '../regions/partition-services';

/** The properties of the copies of snapshots. */
export interface SnapshotCopiesProps {
  readonly instanceIdentifier: string;
  /** Name of the database as used for resources of this region. */
  readonly nameInRegion: string;
  /** Region of the database. */
  readonly sourceRegion: string;
  /**
   * Alias of the key with which the database is encrypted; undefined for an existing key, and for the key of the
   * source that the database was restored from.
   */
  readonly sourceKeyAlias?: string;
  /** Key in this region for the copies. */
  readonly key: kms.IKey;
  /** How long copies are kept; undefined for until somebody deletes them. */
  readonly retention?: Duration;
  readonly logRetention: logs.RetentionDays;
  readonly logRemovalPolicy: RemovalPolicy;
}

/**
 * Events of the region of the database: a manual snapshot was created, or is a copy of another one.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html#USER_Events.Messages.snapshot
 */
export const SNAPSHOT_APPEARED = ['RDS-EVENT-0042', 'RDS-EVENT-0197', 'RDS-EVENT-0060'];

/**
 * Events of this region: a copy from another region has finished, or was cancelled. There is no event for a copy that
 * has failed: the daily run finds it.
 */
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

/** The function that copies the manual snapshots of a database into its region, with its triggers. */
export class SnapshotCopies extends Construct {
  readonly function: lambda.Function;
  readonly logGroup: logs.LogGroup;
  private readonly undelivered: UndeliveredEvents;

  constructor(scope: Construct, id: string, props: SnapshotCopiesProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Log', {
      logGroupName: `${logGroupPrefix(props.nameInRegion, 'backups')}/snapshot-copies`,
      encryptionKey: props.key,
      retention: props.logRetention,
      removalPolicy: props.logRemovalPolicy,
    });
    this.function = this.makeFunction(props);
    this.undelivered = new UndeliveredEvents(this, 'Undelivered');
    this.addTriggers(props);
  }

  private makeFunction(props: SnapshotCopiesProps): lambda.Function {
    const { instanceIdentifier, sourceRegion, key, retention } = props;
    const description = `Copies manual snapshots of the database ${instanceIdentifier} from ${sourceRegion}`;
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
    const environment: Record<string, string> = {
      SOURCE_REGION: sourceRegion,
      INSTANCE_IDENTIFIER: instanceIdentifier,
      KMS_KEY_ARN: key.keyArn,
    };
    if (retention) environment.RETENTION_DAYS = `${retention.toDays()}`;
    const copier = new lambda.Function(this, 'Function', {
      description,
      code: lambda.Code.fromAsset(handlerFolder('snapshot copies')),
      handler: 'index.handler',
      runtime: lambda.Runtime.NODEJS_24_X,
      role: roleWithoutGrants(this, role),
      timeout: Duration.minutes(5),
      memorySize: 256,
      logGroup: this.logGroup,
      environment,
    });
    acknowledgeFunction(this, 'snapshot copies', {
      sourceRegion,
      copyPrefix: copyPrefix(instanceIdentifier, sourceRegion),
    });
    return copier;
  }

  /** Runs the function for new snapshots, for copies that have ended, and once a day for anything that was missed. */
  private addTriggers({ instanceIdentifier, sourceRegion }: SnapshotCopiesProps): void {
    this.onSnapshotEvent('Appeared', `Manual snapshots in ${sourceRegion}`, sourceRegion, SNAPSHOT_APPEARED);
    this.onSnapshotEvent('CopyEnded', 'Copies of snapshots', Stack.of(this).region, COPY_ENDED);
    const daily = new events.Rule(this, 'Sweep', {
      description: `Looks for snapshots of ${instanceIdentifier} whose event was lost`,
      schedule: events.Schedule.rate(Duration.days(1)),
    });
    this.undelivered.addTarget(daily, new targets.LambdaFunction(this.function));
  }

  private onSnapshotEvent(id: string, what: string, region: string, eventIds: string[]): void {
    const rule = new events.Rule(this, id, {
      description: `${what}, for ${this.node.path}`.slice(0, 512),
      eventPattern: {
        source: ['aws.rds'],
        detailType: ['RDS DB Snapshot Event'],
        region: [region],
        detail: { EventID: eventIds },
      },
    });
    this.undelivered.addTarget(rule, new targets.LambdaFunction(this.function));
  }

  /**
   * Returns the permissions of the function. It may read snapshots in both regions, tag them in the region of the
   * database, and create, tag and delete those in its own region whose name has the prefix of its copies.
   *
   * The boundary is the prefix, not a tag: RDS has no condition that ties a tag to the creation of a snapshot (as
   * `ec2:CreateAction` does for EC2), so a role that may tag its copies could tag other snapshots too. A snapshot never
   * changes its name. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html,
   * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/security_iam_id-based-policy-examples-grant-permissions-tags-on-create.html
   */
  private statements(props: SnapshotCopiesProps): iam.PolicyStatement[] {
    const { instanceIdentifier, sourceRegion, sourceKeyAlias, key } = props;
    const { region } = Stack.of(this);
    const sources = this.arn('rds', sourceRegion, 'snapshot:*');
    const copies = this.arn('rds', region, `snapshot:${copyPrefix(instanceIdentifier, sourceRegion)}*`);
    return [
      new iam.PolicyStatement({
        sid: 'Look',
        actions: ['rds:DescribeDBSnapshots'],
        resources: [sourceRegion, region].flatMap((each) => [
          this.arn('rds', each, 'snapshot:*'),
          this.arn('rds', each, `db:${instanceIdentifier}`),
        ]),
      }),
      // A request across regions is checked in both: for the source and for the copy.
      new iam.PolicyStatement({
        sid: 'Copy',
        actions: ['rds:CopyDBSnapshot'],
        resources: [sources, copies],
      }),
      new iam.PolicyStatement({
        sid: 'TagCopies',
        actions: ['rds:AddTagsToResource'],
        resources: [copies],
        conditions: { StringLike: { [`aws:RequestTag/${COPIED_FROM}`]: sources } },
      }),
      new iam.PolicyStatement({
        sid: 'MarkSources',
        actions: ['rds:AddTagsToResource'],
        resources: [sources],
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
      ...this.keyStatements(key.keyArn, region),
      ...this.keyStatements(this.arn('kms', sourceRegion, 'key/*'), sourceRegion, sourceKeyAlias),
    ];
  }

  /**
   * Allows the use of a key, only through RDS. The library's own key of the database is identified by its alias,
   * because a reference to the key would make the two stacks depend on each other.
   */
  private keyStatements(keyArn: string, region: string, alias?: string): iam.PolicyStatement[] {
    const viaRds: Record<string, Record<string, string>> = {
      StringEquals: { 'kms:ViaService': viaService(this, 'rds', region) },
    };
    if (alias) viaRds['ForAnyValue:StringEquals'] = { 'kms:ResourceAliases': alias };
    return [
      new iam.PolicyStatement({ actions: USE_OF_KEY, resources: [keyArn], conditions: viaRds }),
      new iam.PolicyStatement({
        actions: ['kms:CreateGrant'],
        resources: [keyArn],
        conditions: { ...viaRds, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      }),
    ];
  }

  private arn(service: string, region: string, resource: string): string {
    const { partition, account } = Stack.of(this);
    return `arn:${partition}:${service}:${region}:${account}:${resource}`;
  }
}
