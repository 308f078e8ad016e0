import { Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { drillName } from './backup-names';
import { drillRole } from './backup-roles';
import { RestoreDrill } from './restore-drill';
import { cronAt } from './time-of-day';

/** What a drill is made of. */
export interface DatabaseRestoreDrillProps {
  readonly drill: RestoreDrill;
  readonly instanceIdentifier: string;
  /** Class of the database, without the `db.` prefix. */
  readonly instanceType: ec2.InstanceType;
  readonly instance: rds.IDatabaseInstance;
  readonly vault: backup.BackupVault;
  readonly key: kms.IKey;
  /** Whether the backups have the key of the instance's source instead. */
  readonly keyOfSource?: boolean;
  readonly vpc: ec2.IVpc;
  readonly subnetGroup: rds.ISubnetGroup;
}

/** A drill with an older backup proves little: as long as there is no newer one, there is none, and it is overdue. */
const SELECTION_WINDOW_DAYS = 7;

/** Restores the latest backup of the vault for a try, on a schedule. */
export class DatabaseRestoreDrill extends Construct {
  readonly plan: backup.CfnRestoreTestingPlan;

  constructor(scope: Construct, id: string, props: DatabaseRestoreDrillProps) {
    super(scope, id);
    const { drill, instance, vault } = props;
    const name = drillName(this, props.instanceIdentifier);
    this.plan = new backup.CfnRestoreTestingPlan(this, 'Resource', {
      restoreTestingPlanName: name,
      scheduleExpression: cronAt(drill.startTime, drill.weekDays),
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
      restoreMetadataOverrides: this.overrides(props, securityGroup),
      validationWindowHours: drill.validationWindow?.toHours(),
    });
    selection.node.addDependency(this.plan); // which it knows by its name alone
  }

  /**
   * AWS Backup infers the identifier, and no deletion protection. The parameter group is left at the default of RDS:
   * one of the database's major version would fail with a backup from before an upgrade. The security group is a closed
   * one: the restored instance has the data and the passwords of the database, and no client has business there. The
   * keys, and the form of a list:
   * https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
   */
  private overrides(
    { drill, instanceType, subnetGroup }: DatabaseRestoreDrillProps,
    securityGroup: ec2.ISecurityGroup,
  ): Record<string, string> {
    return {
      dbInstanceClass: `db.${(drill.instanceType ?? instanceType).toString()}`,
      dbSubnetGroupName: subnetGroup.subnetGroupName,
      multiAz: 'false',
      publiclyAccessible: 'false',
      vpcSecurityGroupIds: Stack.of(this).toJsonString([securityGroup.securityGroupId]),
    };
  }
}
