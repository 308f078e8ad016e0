import { MetricAlarm, paginateDescribeAlarms, paginateListDashboards } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeSecurityGroupsCommand,
  IpPermission,
  paginateDescribeRouteTables,
  RouteTable,
  RouteTableAssociation,
} from '@aws-sdk/client-ec2';
import {
  DBInstance,
  paginateDescribeDBParameters,
  paginateDescribeEventSubscriptions,
  Parameter,
} from '@aws-sdk/client-rds';
import { FoundSecret } from './master-secret';
import { explainFailure } from '../aws/aws-failure';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';

/** Every address of IPv4, as a route says it. */
const EVERYWHERE = '0.0.0.0/0';

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
  readonly ingressRules: IngressRule[];
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
  /** Whether functions in the subnets reach AWS by a route; undefined if that could not be read. */
  readonly hasWayOut?: boolean;
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
  const orNone = async <T>(what: string, work: Promise<T[]>): Promise<T[]> =>
    work.catch((error: unknown) => {
      unread.push(messages.adopt.unread(what, explainFailure(error, messages).message));
      return [];
    });
  const [logGroups, alarms, dashboards, subscriptions, ingressRules] = await Promise.all([
    orNone(plan.logGroups(), logGroupsOf(database)),
    orNone(plan.alarms(), alarmsOf(database)),
    orNone(plan.dashboards(), dashboardsOf(database)),
    orNone(plan.subscriptions(), subscriptionsOf(database)),
    orNone(plan.ingress(), ingressRulesOf(database)),
  ]);
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

/** Whom the security groups of an instance admit. */
export async function ingressRulesOf({ account, instance }: Database): Promise<IngressRule[]> {
  const ids = (instance.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []);
  if (ids.length === 0) return [];
  const { SecurityGroups: groups = [] } = await account
    .ec2()
    .send(new DescribeSecurityGroupsCommand({ GroupIds: ids }));
  return groups.flatMap(({ GroupId: group = '?', IpPermissions: permissions = [] }) =>
    permissions.flatMap((permission) => {
      const ports = portsOf(permission);
      return sourcesOf(permission).map((source) => ({ group, ports, source }));
    }),
  );
}

function portsOf({ FromPort: from, ToPort: to }: IpPermission): string {
  if (from === undefined || from === -1) return '*';
  return from === to ? `${from}` : `${from}-${to}`;
}

function sourcesOf(permission: IpPermission): string[] {
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
  ].filter((source) => source !== undefined);
}

/**
 * Whether functions in the subnets reach AWS by a route of the network, such as a NAT gateway. An internet gateway does
 * not count: a function has no public address.
 */
export async function hasWayOut({ account, instance }: Database, subnets: readonly Subnet[]): Promise<boolean> {
  const vpc = instance.DBSubnetGroup?.VpcId ?? '?';
  const tables: RouteTable[] = [];
  const filters = [{ Name: 'vpc-id', Values: [vpc] }];
  const pages = paginateDescribeRouteTables({ client: account.ec2() }, { Filters: filters });
  for await (const { RouteTables: page = [] } of pages) tables.push(...page);
  return subnets.every(({ id }) => {
    const { Routes: routes = [] } = tableOf(id, tables) ?? {};
    return routes.some(
      ({ DestinationCidrBlock: range, GatewayId: gateway = '' }) => range === EVERYWHERE && !gateway.startsWith('igw-'),
    );
  });
}

/** The route table of a subnet: its own, or the main one of the VPC. */
function tableOf(subnet: string, tables: readonly RouteTable[]): RouteTable | undefined {
  const of = (isIt: (association: RouteTableAssociation) => boolean | undefined) =>
    tables.find(({ Associations: associations = [] }) => associations.some(isIt));
  return of(({ SubnetId: id }) => id === subnet) ?? of(({ Main: main }) => main);
}
