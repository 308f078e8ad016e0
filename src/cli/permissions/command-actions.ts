/* Written by npm run permissions from rehearsal/recorded-command-calls.json; do not edit. */

/** The actions that a command calls in the region of the database. */
export interface CommandActions {
  readonly command: string;
  readonly called: readonly string[];
}

// prettier-ignore
export const COMMAND_ACTIONS: readonly CommandActions[] = [
  {
    command: 'adopt',
    called: [
      'cloudformation:DetectStackResourceDrift',
      'cloudformation:ListStackResources',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:ListDashboards',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'kms:Decrypt',
      'logs:DescribeLogGroups',
      'rds:CreateDBSnapshot',
      'rds:DescribeDBInstances',
      'rds:DescribeDBParameters',
      'rds:DescribeDBSnapshots',
      'rds:DescribeEventSubscriptions',
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'backups',
    called: [
      'backup:ListRecoveryPointsByBackupVault',
      'rds:DescribeDBInstanceAutomatedBackups',
      'rds:DescribeDBSnapshots',
    ],
  },
  {
    command: 'connect',
    called: [
      'kms:Decrypt',
      'rds:DescribeDBInstances',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'credentials',
    called: [
      'kms:Decrypt',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'doctor',
    called: [
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcEndpoints',
      'iam:GetRole',
      'iam:SimulatePrincipalPolicy',
      'kms:Decrypt',
      'lambda:GetFunctionConfiguration',
      'rds:DescribeDBInstances',
      'rds:DescribeDBParameters',
      'rds:DescribePendingMaintenanceActions',
      'secretsmanager:GetSecretValue',
      'secretsmanager:ListSecrets',
      'ssm:GetParameter',
    ],
  },
  {
    command: 'events',
    called: [
      'rds:DescribeEvents',
    ],
  },
  {
    command: 'explain',
    called: [
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'rds:DescribeDBInstances',
    ],
  },
  {
    command: 'failover',
    called: [
      'kms:Decrypt',
      'rds:DescribeDBInstances',
      'rds:RebootDBInstance',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'init',
    called: [
      'kms:Decrypt',
      'rds:DescribeDBInstances',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'locks',
    called: [
      'kms:Decrypt',
      'rds:DescribeDBInstances',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'logs',
    called: [
      'logs:FilterLogEvents',
    ],
  },
  {
    command: 'metrics',
    called: [
      'cloudwatch:DescribeAlarms',
      'cloudwatch:DescribeAlarmsForMetric',
      'cloudwatch:GetMetricData',
      'rds:DescribeDBInstances',
    ],
  },
  {
    command: 'restore',
    called: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'rds:DescribeDBInstanceAutomatedBackups',
      'rds:DescribeDBInstances',
      'rds:DescribeDBSnapshots',
      'rds:RestoreDBInstanceFromDBSnapshot',
      'rds:RestoreDBInstanceToPointInTime',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'rotate',
    called: [
      'lambda:InvokeFunction',
      'secretsmanager:DescribeSecret',
      'secretsmanager:RotateSecret',
    ],
  },
  {
    command: 'scale',
    called: [
      'rds:DescribeDBInstances',
      'rds:DescribeEvents',
      'rds:DescribeOrderableDBInstanceOptions',
    ],
  },
  {
    command: 'slow',
    called: [
      'kms:Decrypt',
      'logs:FilterLogEvents',
      'rds:DescribeDBInstances',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'snapshot',
    called: [
      'kms:CreateGrant',
      'kms:DescribeKey',
      'rds:CopyDBSnapshot',
      'rds:CreateDBSnapshot',
      'rds:DescribeDBInstances',
      'rds:DescribeDBSnapshots',
    ],
  },
  {
    command: 'status',
    called: [
      'backup:ListRecoveryPointsByBackupVault',
      'backup:ListRestoreJobs',
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricStatistics',
      'rds:DescribeDBInstances',
      'rds:DescribePendingMaintenanceActions',
      'secretsmanager:ListSecrets',
    ],
  },
  {
    command: 'upgrade',
    called: [
      'cloudwatch:GetMetricStatistics',
      'kms:Decrypt',
      'rds:DescribeDBEngineVersions',
      'rds:DescribeDBInstances',
      'rds:DescribeDBParameters',
      'rds:DescribeEngineDefaultParameters',
      'rds:DescribeOrderableDBInstanceOptions',
      'secretsmanager:GetSecretValue',
    ],
  },
  {
    command: 'users',
    called: [
      'secretsmanager:ListSecrets',
    ],
  },
];
