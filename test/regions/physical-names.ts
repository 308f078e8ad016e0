import { Stack } from 'aws-cdk-lib';

/** A name of a resource in AWS. */
export interface PhysicalName {
  /** The account, the region, the type of the resource and the name, which together must be unique. */
  readonly key: string;
  /** The stack and the logical id. */
  readonly of: string;
}

/** Properties that hold the name of a resource, by its type. */
const NAMES: Record<string, string[]> = {
  'AWS::Backup::BackupPlan': [], // many plans may have one name
  'AWS::Backup::BackupSelection': [], // within its plan
  'AWS::Backup::BackupVault': ['BackupVaultName'],
  'AWS::Backup::RestoreTestingPlan': ['RestoreTestingPlanName'],
  'AWS::Backup::RestoreTestingSelection': [], // within its plan
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::EC2::SecurityGroup': ['GroupName'],
  'AWS::Events::Rule': ['Name'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName'],
  'AWS::IAM::Role': ['RoleName'],
  'AWS::KMS::Alias': ['AliasName'],
  'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::RDS::DBInstance': ['DBInstanceIdentifier'],
  'AWS::RDS::DBParameterGroup': ['DBParameterGroupName'],
  'AWS::RDS::DBProxy': ['DBProxyName'],
  'AWS::RDS::DBSubnetGroup': ['DBSubnetGroupName'],
  'AWS::RDS::EventSubscription': ['SubscriptionName'],
  'AWS::SNS::Topic': ['TopicName'],
  'AWS::SQS::Queue': ['QueueName'],
  'AWS::SSM::Parameter': ['Name'],
  'AWS::SecretsManager::Secret': ['Name'],
};

/** Types without a name of their own in an account. */
const NAMELESS = [
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::VPCEndpoint',
  'AWS::KMS::Key',
  'AWS::Lambda::Permission',
  'AWS::RDS::DBProxyTargetGroup',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SecretsManager::RotationSchedule',
  'AWS::SecretsManager::SecretTargetAttachment',
  'Custom::OficinaPostgresBootstrap',
];

/** Types whose names are unique in the account, over all regions. */
const GLOBAL = ['AWS::CloudWatch::Dashboard', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::Role'];

/**
 * Every name that a stack uses in its account: its own name, those of its resources, and those of the metrics of its
 * log groups.
 *
 * @throws an error for a type that neither `NAMES` nor `NAMELESS` contains
 */
export function physicalNames(stack: Stack, template: any): PhysicalName[] {
  const { account, region, stackName } = stack;
  const resources = Object.entries<any>(template.Resources).flatMap(
    ([id, { Type: type, Properties: properties = {} }]) => {
      const of = `${region}/${stackName}/${id}`;
      if (type === 'AWS::Logs::MetricFilter') {
        return properties.MetricTransformations.map(({ MetricNamespace, MetricName }: Record<string, unknown>) =>
          // Several filters of one database can feed one metric.
          ({
            key: [account, region, 'metric', MetricNamespace, text(MetricName)].join(' '),
            of: `${region}/${stackName}`,
          }),
        );
      }
      if (!NAMES[type] && !NAMELESS.includes(type)) {
        throw new Error(`${type} is missing in NAMES and NAMELESS of physical-names.ts`);
      }
      return (NAMES[type] ?? [])
        .filter((name) => properties[name] !== undefined)
        .map((name) => ({
          key: [account, GLOBAL.includes(type) ? 'global' : region, type, text(properties[name])].join(' '),
          of,
        }));
    },
  );
  return [
    { key: `${account} ${region} AWS::CloudFormation::Stack ${stackName}`, of: `${region}/${stackName}` },
    ...resources,
  ];
}

function text(name: unknown): string {
  return typeof name === 'string' ? name : JSON.stringify(name);
}

/** The names that more than one resource has, each with those resources. */
export function sharedNames(names: PhysicalName[]): Record<string, string[]> {
  const owners = new Map<string, Set<string>>();
  for (const { key, of } of names) owners.set(key, (owners.get(key) ?? new Set()).add(of));
  return Object.fromEntries([...owners].filter(([, each]) => each.size > 1).map(([key, each]) => [key, [...each]]));
}
