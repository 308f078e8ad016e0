import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct } from 'constructs';
import { IReadReplica } from './read-replica';
import { ReplicaOutputs } from './replica-outputs';
import { grantIamLogin } from '../credentials/iam-login';
import { DatabaseLogs } from '../instance/database-logs';
import { allocatedStorage, instanceSettings, logGroupsFirst, monitoringRoleOf } from '../instance/instance-settings';
import { PostgresAlarms } from '../monitoring/postgres-alarms';
import { acknowledgeFindings } from '../operations/acknowledgements';
import { namedRemoval } from '../operations/removal';
import { outputName, topmost, weakReference } from '../regions/support-stack';
import { ResolvedSettings } from '../settings/settings';
import { definedProps } from '../validation/defined-props';

/** What a replica stands in and follows. */
export interface ReplicaResources {
  /** The settings of the replica itself. */
  readonly resolved: ResolvedSettings;
  readonly source: rds.IDatabaseInstance;
  readonly vpc: ec2.IVpc;
  readonly subnetGroup: rds.ISubnetGroup;
  /** The one that is the replica's alone. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** Those that it stands in besides. */
  readonly otherSecurityGroups: ec2.ISecurityGroup[];
  readonly key: kms.IKey;
  readonly parameterGroup: rds.ParameterGroup;
  /** As RDS takes them at creation alone; undefined where RDS decides. */
  readonly storageGiven: boolean;
  readonly availabilityZone?: string;
  readonly ssmParameterPrefix: string;
  readonly outputPrefix: string;
  /** Of a replica in another region. */
  readonly abroad?: { readonly sourceRegion: string; readonly sourceIdentifier: string };
  /** The login of a user by IAM; throws where the database would refuse it. */
  readonly iamLogin: (databaseUser: string) => string;
}

/** What tells of a replica. */
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
  readonly logGroups: Record<string, logs.LogGroup>;
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
    const { resolved, securityGroup, key, abroad } = resources;
    const settings = resolved.values;
    this.instanceIdentifier = settings.instanceIdentifier;
    this.encryptionKey = key;
    this.securityGroup = securityGroup;
    this.connections = new ec2.Connections({
      securityGroups: [securityGroup],
      defaultPort: ec2.Port.tcp(settings.port),
    });
    // They stay as those of the database do: who connected to a replica, and what was read there, is a part of the same
    // audit trail.
    this.logGroups = new DatabaseLogs(this, 'Logs', settings, key, namedRemoval(settings.removalPolicy)).logGroups;
    const monitoringRole = monitoringRoleOf(this, settings);
    this.monitoringRole = monitoringRole;

    // No version: a replica has that of its source, and RDS upgrades those of the region along with it. No retention and window of backups: those of the source hold
    // the same data, and CloudFormation turns them on when a replica is promoted.
    this.instance = new rds.DatabaseInstanceReadReplica(this, 'Resource', {
      ...instanceSettings(settings, key, monitoringRole),
      sourceDatabaseInstance: resources.source,
      instanceIdentifier: this.instanceIdentifier,

      vpc: resources.vpc,
      subnetGroup: resources.subnetGroup,
      // Always written out: RDS would take the default group of the VPC.
      securityGroups: [...resources.otherSecurityGroups, securityGroup],
      availabilityZone: resources.availabilityZone,

      // RDS does not take it at creation: CloudFormation sets it afterwards, and restarts the replica.
      parameterGroup: resources.parameterGroup,
    });
    const resource = this.instance.node.defaultChild as rds.CfnDBInstance;
    this.node.defaultChild = resource;
    // Else CloudFormation looks it up at the source, in the other region too.
    resource.engine = 'postgres';
    if (resources.storageGiven) resource.allocatedStorage = allocatedStorage(settings.allocatedStorage);
    // A replica is encrypted as its source is, with the same key in the same region: RDS takes no StorageEncrypted for one, and a key for another region alone.
    resource.storageEncrypted = undefined;
    resource.kmsKeyId = abroad ? key.keyArn : undefined;
    resource.sourceRegion = abroad?.sourceRegion;
    resource.sourceDbInstanceIdentifier = abroad
      ? this.sourceArn(abroad.sourceIdentifier, abroad.sourceRegion)
      : resources.source.instanceIdentifier;
    if (abroad) {
      // No reference says that the source comes first.
      this.instance.node.addDependency(resources.source);
      // It asks for StorageEncrypted beside any KmsKeyId (E3720), and refuses it beside a source (E3020).
      resource.addMetadata('cfn-lint', { config: { ignore_checks: ['E3720'] } });
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

  /** Remembers what tells of the replica, which is made after it. */
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

  private sourceArn(resourceName: string, region: string): string {
    return Stack.of(this).formatArn({
      service: 'rds',
      region,
      resource: 'db',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  /** The resource id as the stack of a grantee may know it. */
  private resourceIdFor(grantee: iam.IGrantable): string {
    const grantPrincipal = grantee?.grantPrincipal; // none is refused where it is granted
    if (!this.resources.abroad || !Construct.isConstruct(grantPrincipal)) return this.instanceResourceId;
    const consumer = topmost(Stack.of(grantPrincipal as IConstruct));
    if (topmost(Stack.of(this.resources.source)) === consumer) {
      throw new Error(
        `[${this.node.path}] grantConnect() of a replica in another region must be for a principal of a stack that is deployed after the replica's, got ` +
          `${(grantPrincipal as IConstruct).node.path}; make the role in a stack of its own`,
      );
    }
    return weakReference(grantPrincipal as IConstruct, this, outputName(this, 'ResourceId'), this.instanceResourceId);
  }
}
