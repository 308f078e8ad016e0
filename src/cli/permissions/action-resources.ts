/** Where a database is, for the ARNs of what belongs to it. */
export interface Place {
  /** `aws`, except in China and in the other partitions. */
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  /** Identifier of the instance, from which the library makes the other names. */
  readonly identifier: string;
  /** Qualifier of the CDK bootstrap. */
  readonly qualifier: string;
}

type Resources = (place: Place) => string[];

/** EC2, CloudWatch and the lists of others take no resource. */
const ANY: Resources = () => ['*'];

const INSTANCE = rds('db', ({ identifier }) => identifier);
const INSTANCES = rds('db');
const SNAPSHOTS = rds('snapshot');
const KEPT_BACKUPS = rds('auto-backup');
const PARAMETER_GROUPS = rds('pg');
const EVENT_SUBSCRIPTIONS = rds('es');

/** What a new instance is made of. Its name is that of `--to`. */
const OF_A_NEW_INSTANCE = [INSTANCES, rds('og'), PARAMETER_GROUPS, rds('subgrp')];

/** The master user's secret has six characters more in its ARN; those of the application users stand below its name. */
const SECRETS: Resources = (place) => {
  const name = regional(place, 'secretsmanager', `secret:${place.identifier}`);
  return [`${name}-??????`, `${name}/*`];
};

const LOG: Resources = (place) => [
  regional(place, 'logs', `log-group:/aws/rds/instance/${place.identifier}/postgresql:*`),
];

const LOG_GROUPS: Resources = (place) => [regional(place, 'logs', 'log-group:*')];
const STACKS: Resources = (place) => [regional(place, 'cloudformation', 'stack/*')];

/** The vault that the library makes has the name of the instance; that in the other region has a word more. */
const VAULTS: Resources = (place) => {
  const name = regional(place, 'backup', `backup-vault:${place.identifier}`);
  return [name, `${name}-copies`];
};

const KEYS: Resources = (place) => [regional(place, 'kms', 'key/*')];
const FUNCTIONS: Resources = (place) => [regional(place, 'lambda', 'function:*')];
const ROLES: Resources = ({ partition, account }) => [`arn:${partition}:iam::${account}:role/*`];
const USERS: Resources = ({ partition, account }) => [`arn:${partition}:iam::${account}:user/*`];

/**
 * The resources of each action that a command calls, as narrow as IAM has them:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const ACTION_RESOURCES: Record<string, Resources> = {
  'backup:ListRecoveryPointsByBackupVault': VAULTS,
  'backup:ListRestoreJobs': ANY,
  'cloudformation:DetectStackResourceDrift': STACKS,
  'cloudformation:ListStackResources': STACKS,
  // Lists alarms: a name or a prefix in the request does not narrow the resource.
  'cloudwatch:DescribeAlarms': (place) => [regional(place, 'cloudwatch', 'alarm:*')],
  'cloudwatch:DescribeAlarmsForMetric': ANY,
  'cloudwatch:GetMetricData': ANY,
  'cloudwatch:GetMetricStatistics': ANY,
  'cloudwatch:ListDashboards': ANY,
  'ec2:DescribeRouteTables': ANY,
  'ec2:DescribeSecurityGroups': ANY,
  'ec2:DescribeSubnets': ANY,
  'ec2:DescribeVpcEndpoints': ANY,
  'iam:GetRole': ROLES,
  'iam:SimulatePrincipalPolicy': both(ROLES, USERS),
  'kms:CreateGrant': KEYS,
  'kms:Decrypt': KEYS,
  'kms:DescribeKey': KEYS,
  'lambda:GetFunctionConfiguration': FUNCTIONS,
  'lambda:InvokeFunction': FUNCTIONS,
  'logs:DescribeLogGroups': LOG_GROUPS,
  'logs:FilterLogEvents': LOG,
  'rds:CopyDBSnapshot': SNAPSHOTS,
  'rds:CreateDBSnapshot': both(INSTANCE, SNAPSHOTS),
  'rds:DescribeDBEngineVersions': ANY,
  'rds:DescribeDBInstanceAutomatedBackups': both(INSTANCE, KEPT_BACKUPS),
  'rds:DescribeDBInstances': INSTANCE,
  'rds:DescribeDBParameters': PARAMETER_GROUPS,
  'rds:DescribeDBSnapshots': both(INSTANCE, SNAPSHOTS),
  'rds:DescribeEngineDefaultParameters': ANY,
  'rds:DescribeEventSubscriptions': EVENT_SUBSCRIPTIONS,
  'rds:DescribeEvents': ANY,
  'rds:DescribeOrderableDBInstanceOptions': ANY,
  'rds:DescribePendingMaintenanceActions': INSTANCE,
  'rds:RebootDBInstance': INSTANCE,
  'rds:RestoreDBInstanceFromDBSnapshot': both(...OF_A_NEW_INSTANCE, SNAPSHOTS),
  'rds:RestoreDBInstanceToPointInTime': both(...OF_A_NEW_INSTANCE, KEPT_BACKUPS),
  'secretsmanager:DescribeSecret': SECRETS,
  'secretsmanager:GetSecretValue': SECRETS,
  'secretsmanager:ListSecrets': ANY,
  'secretsmanager:RotateSecret': SECRETS,
  'ssm:GetParameter': (place) => [regional(place, 'ssm', `parameter/cdk-bootstrap/${place.qualifier}/version`)],
};

/** What a command needs more of than the others: `restore` looks at an instance of another name. */
const OF_COMMANDS: Record<string, Record<string, Resources>> = {
  restore: { 'rds:DescribeDBInstances': INSTANCES },
};

/** The ARNs of what a command calls an action on. @throws Error for an action that the table does not have */
export function resourcesOf(command: string, action: string, place: Place): string[] {
  const resources = OF_COMMANDS[command]?.[action] ?? ACTION_RESOURCES[action];
  if (!resources) throw new Error(`${action} is not in action-resources.ts: add it with the resources that IAM has`);
  return resources(place);
}

function rds(kind: string, nameOf: (place: Place) => string = () => '*'): Resources {
  return (place) => [regional(place, 'rds', `${kind}:${nameOf(place)}`)];
}

function both(...several: Resources[]): Resources {
  return (place) => several.flatMap((resources) => resources(place));
}

function regional({ partition, region, account }: Place, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}
