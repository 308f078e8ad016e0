import { Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { drillName } from './backup-names';
import { drillRole, InstanceKey } from './backup-roles';
import { cronExpression } from './backup-schedule';
import { RestoreDrill } from './restore-drill';

/** The properties of a restore drill. */
export interface DatabaseRestoreDrillProps extends InstanceKey {
  readonly drill: RestoreDrill;
  readonly instanceIdentifier: string;
  /** Class of the database, without the `db.` prefix. */
  readonly instanceType: ec2.InstanceType;
  readonly instance: rds.IDatabaseInstance;
  readonly vault: backup.BackupVault;
  readonly vpc: ec2.IVpc;
  readonly subnetGroup: rds.ISubnetGroup;
}

/**
 * The greatest age of a backup that a drill restores, in days. An older backup would prove little. If there is no newer
 * one, no drill takes place, and an alarm reports that it is overdue.
 */
const SELECTION_WINDOW_DAYS = 7;

/** The drill that test-restores the latest backup of the vault on a schedule. */
export class DatabaseRestoreDrill extends Construct {
  readonly plan: backup.CfnRestoreTestingPlan;

  constructor(scope: Construct, id: string, props: DatabaseRestoreDrillProps) {
    super(scope, id);
    const { drill, instance, vault } = props;
    const name = drillName(this, props.instanceIdentifier);
    this.plan = new backup.CfnRestoreTestingPlan(this, 'Resource', {
      restoreTestingPlanName: name,
      scheduleExpression: cronExpression(drill.startTime, drill.weekDays),
      startWindowHours: 1,
      recoveryPointSelection: {
        algorithm: 'LATEST_WITHIN_WINDOW',
        includeVaults: [vault.backupVaultArn],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: SELECTION_WINDOW_DAYS,
      },
    });
    const securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: 'Instances that are restored in a drill: nobody gets in, and nothing out',
      allowAllOutbound: false,
    });
    const role = drillRole(this, props);
    const selection = new backup.CfnRestoreTestingSelection(this, 'Selection', {
      restoreTestingPlanName: this.plan.restoreTestingPlanName,
      restoreTestingSelectionName: name,
      iamRoleArn: role.roleArn,
      protectedResourceType: 'RDS',
      protectedResourceArns: [instance.instanceArn],
      restoreMetadataOverrides: this.metadataOverrides(props, securityGroup),
      validationWindowHours: drill.validationWindow?.toHours(),
    });
    // The selection refers to the plan by its name, which creates no dependency.
    selection.node.addDependency(this.plan);
  }

  /**
   * Returns the metadata that AWS Backup must not infer. It infers the identifier, and leaves deletion protection off.
   *
   * The parameter group is the default of RDS, because a group of the database's major version would fail with a backup
   * from before an upgrade. The security group is closed, because the restored instance has the data and the passwords
   * of the database, and no client needs it.
   *
   * Source of the names of the metadata and the format of a list:
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
   */
  private metadataOverrides(
    { drill, instanceType, subnetGroup }: DatabaseRestoreDrillProps,
    securityGroup: ec2.ISecurityGroup,
  ): Record<string, string> {
    const restoredType = drill.instanceType ?? instanceType;
    return {
      dbInstanceClass: `db.${restoredType.toString()}`,
      dbSubnetGroupName: subnetGroup.subnetGroupName,
      multiAz: 'false',
      publiclyAccessible: 'false',
      vpcSecurityGroupIds: Stack.of(this).toJsonString([securityGroup.securityGroupId]),
    };
  }
}
