import { MetricAlarm, paginateDescribeAlarms, paginateListDashboards } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import {
  DBInstance,
  paginateDescribeDBParameters,
  paginateDescribeEventSubscriptions,
  Parameter,
} from '@aws-sdk/client-rds';
import { hasAwsCli } from './aws-cli';
import { FoundSecret } from './master-secret';
import { explainFailure } from '../aws/aws-failure';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { callByAwsCli } from '../programs';

/** A subnet of the instance. */
export interface Subnet {
  readonly id: string;
  readonly zone: string;
}

/** One rule of a security group, as far as it admits somebody. */
export interface IngressRule {
  readonly group: string;
  readonly ports: string;
  /** A range of addresses, a prefix list or another security group. */
  readonly source: string;
}

/** What is around the instance, and goes in the end, or comes along. */
export interface Surroundings {
  readonly logGroups: string[];
  readonly alarms: string[];
  readonly dashboards: string[];
  /** ARNs of topics that hear of events of the instance, and of its alarms. */
  readonly topics: string[];
  readonly subscriptions: string[];
  /** Undefined without the AWS CLI, by which they are read. */
  readonly ingressRules?: IngressRule[];
  /** What could not be read, and why. */
  readonly unread: string[];
}

/** A running instance with everything that an adoption has to know about it. */
export interface Picture {
  readonly database: Database;
  readonly instance: DBInstance;
  readonly account: string;
  readonly region: string;
  readonly subnets: readonly Subnet[];
  /** Values of the parameter group that somebody has set. */
  readonly parameters: readonly Parameter[];
  readonly secret: FoundSecret;
  readonly storageKeyArn: string;
  readonly performanceInsightsKeyArn?: string;
  /** The database of the clients. */
  readonly databaseName: string;
  /** Whether somebody has logged in with what the secret holds. */
  readonly isLoginProven: boolean;
  readonly surroundings: Surroundings;
}

/** The subnets of an instance, those of one zone beside each other. */
export function subnetsOf({ DBSubnetGroup: group }: DBInstance): Subnet[] {
  return (group?.Subnets ?? [])
    .map(({ SubnetIdentifier: id, SubnetAvailabilityZone: zone }) => ({ id: id!, zone: zone?.Name ?? '?' }))
    .sort((one, other) => `${one.zone} ${one.id}`.localeCompare(`${other.zone} ${other.id}`));
}

/** The values of the parameter group that somebody has set; none for a default group, which nobody can change. */
export async function parametersOf({ account, instance }: Database): Promise<Parameter[]> {
  const name = instance.DBParameterGroups?.[0]?.DBParameterGroupName ?? '';
  if (name === '' || name.startsWith('default.')) return [];
  const found: Parameter[] = [];
  const pages = paginateDescribeDBParameters({ client: account.rds() }, { DBParameterGroupName: name, Source: 'user' });
  for await (const { Parameters: page = [] } of pages) found.push(...page);
  return found.filter(({ ParameterValue: value }) => value !== undefined && value !== '');
}

/** What is around an instance. What cannot be read is named, and stops nothing. */
export async function surroundingsOf(context: CommandContext, database: Database): Promise<Surroundings> {
  const { messages } = context;
  const unread: string[] = [];
  const { plan } = messages.adopt;
  const note = (what: string, error: unknown) => {
    unread.push(messages.adopt.unread(what, explainFailure(error, messages).message));
  };
  const orNone = async <T>(what: string, work: Promise<T[]>): Promise<T[]> =>
    work.catch((error: unknown) => {
      note(what, error);
      return [];
    });
  const [logGroups, alarms, dashboards, subscriptions] = await Promise.all([
    orNone(plan.logGroups(), logGroupsOf(database)),
    orNone(plan.alarms(), alarmsOf(database)),
    orNone(plan.dashboards(), dashboardsOf(database)),
    orNone(plan.subscriptions(), subscriptionsOf(database)),
  ]);
  const ingressRules = await ingressRulesOf(context, database).catch((error: unknown) => {
    note(plan.ingress(), error);
    return undefined;
  });
  const actions = alarms.flatMap(({ AlarmActions: names = [] }) => names);
  const topics = [...actions, ...subscriptions.map(({ topic }) => topic)].filter((arn) => arn.includes(':sns:'));
  return {
    logGroups,
    alarms: alarms.map(({ AlarmName: name }) => name!),
    dashboards,
    topics: [...new Set(topics)],
    subscriptions: subscriptions.map(({ name }) => name),
    ingressRules,
    unread: unread.sort(),
  };
}

async function logGroupsOf({ account, identifier }: Database): Promise<string[]> {
  const found: string[] = [];
  const pages = paginateDescribeLogGroups(
    { client: account.logs() },
    { logGroupNamePrefix: `/aws/rds/instance/${identifier}/` },
  );
  for await (const { logGroups: page = [] } of pages) found.push(...page.map(({ logGroupName: name }) => name!));
  return found;
}

async function alarmsOf({ account, identifier }: Database): Promise<MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  const pages = paginateDescribeAlarms({ client: account.cloudWatch() }, { AlarmTypes: ['MetricAlarm'] });
  for await (const { MetricAlarms: page = [] } of pages) {
    found.push(...page.filter((alarm) => watches(alarm, identifier)));
  }
  return found;
}

function watches({ Dimensions: own = [], Metrics: metrics = [] }: MetricAlarm, identifier: string): boolean {
  const dimensions = [...own, ...metrics.flatMap(({ MetricStat: stat }) => stat?.Metric?.Dimensions ?? [])];
  return dimensions.some(({ Name: name, Value: value }) => name === 'DBInstanceIdentifier' && value === identifier);
}

async function dashboardsOf({ account, identifier }: Database): Promise<string[]> {
  const found: string[] = [];
  for await (const { DashboardEntries: page = [] } of paginateListDashboards({ client: account.cloudWatch() }, {})) {
    found.push(...page.map(({ DashboardName: name }) => name!).filter((name) => name.includes(identifier)));
  }
  return found;
}

async function subscriptionsOf({ account, identifier }: Database): Promise<{ name: string; topic: string }[]> {
  const found: { name: string; topic: string }[] = [];
  for await (const { EventSubscriptionsList: page = [] } of paginateDescribeEventSubscriptions(
    { client: account.rds() },
    {},
  )) {
    found.push(
      ...page
        .filter(({ SourceIdsList: sources = [] }) => sources.includes(identifier))
        .map(({ CustSubscriptionId: name, SnsTopicArn: topic }) => ({ name: name!, topic: topic ?? '' })),
    );
  }
  return found;
}

/** What DescribeSecurityGroups says of one permission. */
interface Permission {
  readonly FromPort?: number;
  readonly ToPort?: number;
  readonly IpRanges?: { readonly CidrIp: string }[];
  readonly Ipv6Ranges?: { readonly CidrIpv6: string }[];
  readonly PrefixListIds?: { readonly PrefixListId: string }[];
  readonly UserIdGroupPairs?: { readonly GroupId: string }[];
}

/** Whom the security groups admit. The command line has no client of EC2: the AWS CLI reads them, if there is one. */
export async function ingressRulesOf(
  { account, messages }: CommandContext,
  { instance }: Database,
): Promise<IngressRule[] | undefined> {
  const groups = (instance.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []);
  if (groups.length === 0 || !hasAwsCli(messages)) return undefined;
  const found = await callByAwsCli<{ GroupId: string; IpPermissions: Permission[] }[]>(messages, account, [
    ...['ec2', 'describe-security-groups', '--group-ids', ...groups],
    ...['--query', 'SecurityGroups[].{GroupId: GroupId, IpPermissions: IpPermissions}'],
  ]);
  return found.flatMap(({ GroupId: group, IpPermissions: permissions }) =>
    permissions.flatMap((permission) => {
      const { FromPort: from, ToPort: to } = permission;
      const ports = from === undefined ? '*' : from === to ? `${from}` : `${from}-${to}`;
      return sourcesOf(permission).map((source) => ({ group, ports, source }));
    }),
  );
}

function sourcesOf(permission: Permission): string[] {
  const {
    IpRanges: v4 = [],
    Ipv6Ranges: v6 = [],
    PrefixListIds: lists = [],
    UserIdGroupPairs: pairs = [],
  } = permission;
  return [
    ...pairs.map(({ GroupId: id }) => id),
    ...v4.map(({ CidrIp: range }) => range),
    ...v6.map(({ CidrIpv6: range }) => range),
    ...lists.map(({ PrefixListId: id }) => id),
  ];
}
