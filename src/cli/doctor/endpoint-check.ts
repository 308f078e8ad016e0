import {
  DescribeVpcEndpointsCommand,
  paginateDescribeRouteTables,
  RouteTable,
  SecurityGroup,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DoctorContext, textsOf } from './doctor-context';
import { peersOn } from './group-rules';
import { secretsOf } from '../aws/secrets';
import { securityGroups } from '../aws/security-groups';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';

const HTTPS = 443;

/** What leads out of a subnet for a function. An internet gateway does not: a function has no public address. */
const WAYS_OUT = ['NatGatewayId', 'TransitGatewayId', 'NetworkInterfaceId', 'InstanceId', 'VpcPeeringConnectionId'];

/** The network of a function that rotates a secret. */
interface FunctionNetwork {
  readonly name: string;
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  /** The name of an endpoint without private DNS, which the library gives a function. */
  readonly host?: string;
}

/**
 * Whether the functions that rotate passwords reach Secrets Manager: by an endpoint of the VPC, or on a way out of it.
 * Nothing is found where nothing rotates.
 */
export async function endpointOfSecretsFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const { account, identifier } = doctor.database;
  const secrets = await secretsOf(account, identifier);
  const arns = [...new Set(secrets.map(({ RotationLambdaARN: arn }) => arn).filter((arn) => arn !== undefined))];
  const networks = await Promise.all(arns.map((arn) => networkOf(doctor, arn)));
  const inVpc = networks.filter((network) => network !== undefined);
  const findings = (await Promise.all(distinct(inVpc).map((network) => findingFor(doctor, network)))).flat();
  return findings.filter(({ text }, at) => findings.findIndex((other) => other.text === text) === at);
}

async function networkOf({ database }: DoctorContext, arn: string): Promise<FunctionNetwork | undefined> {
  const {
    FunctionName: name = arn,
    VpcConfig: config,
    Environment: environment,
  } = await database.account.lambda().send(new GetFunctionConfigurationCommand({ FunctionName: arn }));
  const { VpcId: vpc, SubnetIds: subnets = [], SecurityGroupIds: groups = [] } = config ?? {};
  if (!vpc || subnets.length === 0) return undefined;
  const url = environment?.Variables?.SECRETS_MANAGER_ENDPOINT;
  return { name, vpc, subnets, groups, host: url === undefined ? undefined : new URL(url).hostname };
}

/** One of those that differ in nothing but their names. */
function distinct(networks: readonly FunctionNetwork[]): FunctionNetwork[] {
  const key = ({ name, ...rest }: FunctionNetwork) => JSON.stringify(rest);
  return networks.filter((network, at) => networks.findIndex((other) => key(other) === key(network)) === at);
}

async function findingFor(doctor: DoctorContext, network: FunctionNetwork): Promise<DiagnosisFinding[]> {
  const texts = textsOf(doctor);
  const closed = await subnetsWithoutWayOut(doctor, network);
  const endpoints = await endpointsIn(doctor, network);
  const endpoint = endpoints.find((candidate) => answers(candidate, network));
  if (endpoint) return throughEndpoint(doctor, network, endpoint);
  if (closed.length === 0) {
    return [{ check: 'secrets', level: Level.OK, text: texts.secretsOnTheWayOut(network.vpc) }];
  }
  if (endpoints.length > 0) {
    const ids = endpoints.map(({ VpcEndpointId: id }) => id!);
    const text = texts.secretsWithoutDns(ids);
    return [{ check: 'secrets', level: Level.CRITICAL, text, advice: texts.turnPrivateDnsOn(ids[0]) }];
  }
  const text = texts.secretsOutOfReach(closed, network.vpc);
  return [{ check: 'secrets', level: Level.CRITICAL, text, advice: texts.addEndpoint() }];
}

/** What keeps a function from an endpoint that its calls go to. */
async function throughEndpoint(
  doctor: DoctorContext,
  { groups: ids }: FunctionNetwork,
  endpoint: VpcEndpoint,
): Promise<DiagnosisFinding[]> {
  const texts = textsOf(doctor);
  const id = endpoint.VpcEndpointId!;
  const state = `${endpoint.State ?? 'available'}`.toLowerCase();
  if (state !== 'available') {
    const text = texts.endpointNotReady(id, state);
    return [{ check: 'secrets', level: Level.CRITICAL, text, advice: texts.waitForEndpoint() }];
  }
  const targets = (endpoint.Groups ?? []).map(({ GroupId: group }) => group!);
  const groups = await securityGroups(doctor.database.account, [...new Set([...ids, ...targets])]);
  const of = (names: readonly string[]) => groups.filter(({ GroupId: group }) => names.includes(group!));
  if (!letsThrough(of(targets), ids, 'IpPermissions')) {
    const text = texts.endpointRefuses(id, ids);
    return [{ check: 'secrets', level: Level.CRITICAL, text, advice: texts.admitFunctions(targets, ids) }];
  }
  if (!letsThrough(of(ids), targets, 'IpPermissionsEgress')) {
    const text = texts.functionsKeptIn(ids, id);
    return [{ check: 'secrets', level: Level.CRITICAL, text, advice: texts.deployAgain() }];
  }
  return [{ check: 'secrets', level: Level.OK, text: texts.secretsByEndpoint(id), values: { endpoint: id } }];
}

/** Whether a rule names one of the groups at the other end, or any address, which may be theirs. */
function letsThrough(
  groups: readonly SecurityGroup[],
  others: readonly string[],
  rules: 'IpPermissions' | 'IpPermissionsEgress',
): boolean {
  return groups.some((group) => {
    const { groups: named, ranges, lists } = peersOn(HTTPS, group[rules]);
    return ranges.length + lists.length > 0 || named.some((id) => others.includes(id));
  });
}

async function endpointsIn({ database }: DoctorContext, { vpc }: FunctionNetwork): Promise<VpcEndpoint[]> {
  const { VpcEndpoints: endpoints = [] } = await database.account
    .ec2()
    .send(new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }));
  return endpoints.filter(
    // The names begin otherwise in the partition of China.
    ({ VpcId: id, ServiceName: name = '' }) => id === vpc && name.endsWith(`.${database.region}.secretsmanager`),
  );
}

/** Whether the calls of a function go to an endpoint: by its own name, or by the name of the service in the VPC. */
function answers({ DnsEntries: names = [], PrivateDnsEnabled: isPrivate }: VpcEndpoint, { host }: FunctionNetwork) {
  if (host === undefined) return isPrivate === true;
  return names.some(({ DnsName: name }) => name?.toLowerCase() === host);
}

async function subnetsWithoutWayOut({ database }: DoctorContext, { vpc, subnets }: FunctionNetwork): Promise<string[]> {
  const tables: RouteTable[] = [];
  const filters = [{ Name: 'vpc-id', Values: [vpc] }];
  for await (const page of paginateDescribeRouteTables({ client: database.account.ec2() }, { Filters: filters })) {
    tables.push(...(page.RouteTables ?? []));
  }
  const main = tables.find(({ Associations: uses = [] }) => uses.some(({ Main: isMain }) => isMain));
  return subnets.filter((subnet) => {
    const own = tables.find(({ Associations: uses = [] }) => uses.some(({ SubnetId: id }) => id === subnet));
    return !leadsOut(own ?? main);
  });
}

function leadsOut(table: RouteTable | undefined): boolean {
  return (table?.Routes ?? []).some(
    (route) =>
      route.DestinationCidrBlock === '0.0.0.0/0' &&
      route.State !== 'blackhole' &&
      WAYS_OUT.some((way) => Boolean(route[way as keyof typeof route])),
  );
}
