import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { IReadReplica } from './read-replica';
import { ReplicaOutputs } from './replica-outputs';
import { grantIamLogin } from '../credentials/iam-login';
import { DatabaseLogs } from '../instance/database-logs';
import { allocatedStorage, instanceSettings, logGroupsFirst, monitoringRoleOf } from '../instance/instance-settings';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { acknowledgeFindings } from '../operations/acknowledgements';
import { secretAndLogRemovalPolicy } from '../operations/removal';
import { outputName, topLevelStack, weakReference } from '../regions/support-stack';
import { ResolvedSettings } from '../settings/settings';
import { definedProps } from '../validation/defined-props';

/** The resources that a replica needs, and how it differs from its database. */
export interface ReplicaResources {
  /** The settings of the replica itself. */
  readonly resolved: ResolvedSettings;
  readonly source: rds.IDatabaseInstance;
  readonly vpc: ec2.IVpc;
  readonly subnetGroup: rds.ISubnetGroup;
  /** The security group of this replica only. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The other security groups of the replica. */
  readonly otherSecurityGroups: ec2.ISecurityGroup[];
  readonly key: kms.IKey;
  readonly parameterGroup: rds.IParameterGroup;
  /** Whether the props set the storage; otherwise RDS decides. RDS takes the size only at creation. */
  readonly hasOwnStorage: boolean;
  /** Undefined if RDS decides. RDS takes it only at creation. */
  readonly availabilityZone?: string;
  readonly ssmParameterPrefix: string;
  readonly outputPrefix: string;
  /** The database of a replica in another region; undefined in the same region. */
  readonly sourceInOtherRegion?: SourceInOtherRegion;
  /** Returns the login of a user with IAM authentication; throws an error if the database would refuse it. */
  readonly iamLogin: (databaseUser: string) => string;
}

/** A database as its replicas in other regions know it. */
export interface SourceInOtherRegion {
  readonly region: string;
  readonly instanceIdentifier: string;
}

/** The alarms of a replica, and the topics that they notify. */
export interface ReplicaMonitoring {
  readonly alarms: PostgresAlarms;
  readonly alarmTopic: sns.ITopic;
  readonly pagingTopic: sns.ITopic;
}

/** One read replica, with its logs, its monitoring role and its connection data. */
export class ReadReplica extends Construct implements IReadReplica {
  readonly instanceIdentifier: string;
  readonly instanceResourceId: string;
  readonly endpointAddress: string;
  readonly endpointPort: string;
  readonly instance: rds.IDatabaseInstance;
  readonly encryptionKey: kms.IKey;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly logGroups: Record<string, logs.ILogGroup>;
  readonly monitoringRole?: iam.IRole;
  readonly connections: ec2.Connections;
  readonly ssmParameters: Record<string, ssm.StringParameter>;
  private monitoring?: ReplicaMonitoring;

  constructor(
    scope: Construct,
    id: string,
    private readonly resources: ReplicaResources,
  ) {
    super(scope, id);
    const { resolved, securityGroup, key, sourceInOtherRegion } = resources;
    const settings = resolved.values;
    this.instanceIdentifier = settings.instanceIdentifier;
    this.encryptionKey = key;
    this.securityGroup = securityGroup;
    this.connections = new ec2.Connections({
      securityGroups: [securityGroup],
      defaultPort: ec2.Port.tcp(settings.port),
    });
    // Retained like the log groups of the database, because the connections to a replica and the reads there are part
    // of the same audit trail.
    const logRemoval = secretAndLogRemovalPolicy(settings.removalPolicy);
    this.logGroups = new DatabaseLogs(this, 'Logs', settings, key, logRemoval).logGroups;
    const monitoringRole = monitoringRoleOf(this, settings);
    this.monitoringRole = monitoringRole;

    // The version is not set: a replica has the version of its source, and RDS upgrades the replicas of the same region
    // with it. Retention and window of backups are not set either: the backups of the source hold the same data, and
    // CloudFormation turns backups on when a replica is promoted.
    this.instance = new rds.DatabaseInstanceReadReplica(this, 'Resource', {
      ...instanceSettings(settings, key, monitoringRole),
      sourceDatabaseInstance: resources.source,
      instanceIdentifier: this.instanceIdentifier,

      vpc: resources.vpc,
      subnetGroup: resources.subnetGroup,
      // Always set, because RDS would otherwise use the default group of the VPC.
      securityGroups: [...resources.otherSecurityGroups, securityGroup],
      availabilityZone: resources.availabilityZone,

      // RDS does not accept it at creation: CloudFormation sets it afterwards, and restarts the replica.
      parameterGroup: resources.parameterGroup,
    });
    const resource = this.instance.node.defaultChild as rds.CfnDBInstance;
    this.node.defaultChild = resource;
    // Otherwise CloudFormation would look up the engine of the source, even in another region.
    resource.engine = 'postgres';
    if (resources.hasOwnStorage) resource.allocatedStorage = allocatedStorage(settings.allocatedStorage);
    // A replica is encrypted like its source, in the same region with the same key: RDS accepts no StorageEncrypted for
    // a replica, and a key only for one in another region.
    resource.storageEncrypted = undefined;
    if (sourceInOtherRegion) {
      this.followOtherRegion(resource, sourceInOtherRegion);
    } else {
      resource.kmsKeyId = undefined;
      resource.sourceDbInstanceIdentifier = resources.source.instanceIdentifier;
    }
    logGroupsFirst(this.instance, this.logGroups);

    this.instanceResourceId = resource.attrDbiResourceId;
    this.endpointAddress = resource.attrEndpointAddress;
    this.endpointPort = resource.attrEndpointPort;
    this.ssmParameters = new ReplicaOutputs(this, 'Operations', {
      prefix: resources.ssmParameterPrefix,
      outputPrefix: resources.outputPrefix,
      host: this.endpointAddress,
      port: this.endpointPort,
      instanceIdentifier: this.instanceIdentifier,
      resourceId: this.instanceResourceId,
      securityGroupId: securityGroup.securityGroupId,
    }).parameters;
    acknowledgeFindings(resolved, { replica: this.instance, monitoring: this });
  }

  get alarms(): PostgresAlarms | undefined {
    return this.monitoring?.alarms;
  }

  get alarmTopic(): sns.ITopic | undefined {
    return this.monitoring?.alarmTopic;
  }

  get pagingTopic(): sns.ITopic | undefined {
    return this.monitoring?.pagingTopic;
  }

  /** Sets the alarms and topics, which are created after the replica. */
  watchedBy(monitoring: ReplicaMonitoring): void {
    this.monitoring = monitoring;
  }

  grantConnect(grantee: iam.IGrantable, databaseUser: string): iam.Grant {
    const { account, region } = Stack.of(this);
    return grantIamLogin(this, grantee, this.resources.iamLogin(databaseUser), {
      resourceId: this.resourceIdFor(grantee),
      account,
      region,
    });
  }

  metric(metricName: string, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/RDS',
      metricName,
      dimensionsMap: { DBInstanceIdentifier: this.instanceIdentifier },
      ...definedProps(options),
    }).attachTo(this);
  }

  metricReplicaLag(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metric('ReplicaLag', { statistic: 'Average', ...options });
  }

  /** Names the source by its ARN and the key of this region, as RDS asks for a replica in another region. */
  private followOtherRegion(resource: rds.CfnDBInstance, source: SourceInOtherRegion): void {
    resource.kmsKeyId = this.encryptionKey.keyArn;
    resource.sourceRegion = source.region;
    resource.sourceDbInstanceIdentifier = Stack.of(this).formatArn({
      service: 'rds',
      region: source.region,
      resource: 'db',
      resourceName: source.instanceIdentifier,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    // Without a reference, CloudFormation does not know that the source has to be deployed first.
    this.instance.node.addDependency(this.resources.source);
    // cfn-lint demands StorageEncrypted with any KmsKeyId (E3720), and refuses it with a source (E3020).
    resource.addMetadata('cfn-lint', { config: { ignore_checks: ['E3720'] } });
  }

  /** Returns the resource id, in a form that the stack of a grantee may use. */
  private resourceIdFor(grantee: iam.IGrantable): string {
    // A missing grantee is refused by grantIamLogin().
    const principal: unknown = grantee?.grantPrincipal;
    if (!this.resources.sourceInOtherRegion || !Construct.isConstruct(principal)) return this.instanceResourceId;
    const isInStackOfDatabase = topLevelStack(Stack.of(principal)) === topLevelStack(Stack.of(this.resources.source));
    if (isInStackOfDatabase) {
      throw new Error(
        `[${this.node.path}] grantConnect() of a replica in another region must be for a principal of a stack that ` +
          `is deployed after the replica's, got ${principal.node.path}; create the role in a stack of its own`,
      );
    }
    return weakReference(principal, this, outputName(this, 'ResourceId'), this.instanceResourceId);
  }
}
