import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, IConstruct } from 'constructs';
import { networkRules } from './network-rules';
import { SELECTED_SUBNETS, shownValue, typeProblems } from '../validation/prop-types';
import { brokenRules } from '../validation/rule';

/** The properties of the network of a database. */
export interface DatabaseNetworkProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly securityGroup?: ec2.ISecurityGroup;
  /** The subnet group of an adopted instance; undefined to create one. */
  readonly subnetGroupName?: string;
  readonly port: number;
  readonly removalPolicy: RemovalPolicy;
}

/** The subnets that the props select, with the problems of the selection. */
export interface ChosenSubnets {
  readonly selection: ec2.SubnetSelection;
  readonly count: number;
  /** One message for each problem. */
  readonly problems: string[];
}

/** The network of the database: isolated or private subnets, and a security group that admits only named clients. */
export class DatabaseNetwork extends Construct implements ec2.IConnectable {
  /** Selects the subnets, and checks them and the clients. */
  static select(vpc: ec2.IVpc, vpcSubnets?: ec2.SubnetSelection, clients: ec2.IConnectable[] = []): ChosenSubnets {
    const selection = vpcSubnets ?? defaultSelection(vpc);
    // CDK would throw an error if the VPC has no private subnet. The rule about subnets reports it instead.
    const hasNone = vpcSubnets === undefined && vpc.isolatedSubnets.length + vpc.privateSubnets.length === 0;
    const selected = hasNone ? undefined : selectSubnets(vpc, selection);
    if (typeof selected === 'string') return { selection, count: 0, problems: [selected] };
    if (selected?.isPendingLookup) return { selection, count: selected.subnets.length, problems: [] };
    const subnets = selected?.subnets ?? [];
    const publicIds = new Set(vpc.publicSubnets.map((subnet) => subnet.subnetId));
    const publicSubnets = subnets.filter((subnet) => publicIds.has(subnet.subnetId));
    const problems = brokenRules(networkRules, {
      vpcSubnets: { paths: pathsOf(subnets), publicPaths: pathsOf(publicSubnets) },
      vpc: { selectedZones: availabilityZones(subnets) },
      clients: { worldRanges: worldRanges(clients) },
    });
    return { selection, count: subnets.length, problems };
  }

  readonly connections: ec2.Connections;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly subnetGroup: rds.ISubnetGroup;

  constructor(scope: Construct, id: string, props: DatabaseNetworkProps) {
    super(scope, id);
    this.subnetGroup =
      props.subnetGroupName === undefined
        ? makeSubnetGroup(this, props)
        : rds.SubnetGroup.fromSubnetGroupName(this, 'SubnetGroup', props.subnetGroupName);
    this.securityGroup =
      props.securityGroup ??
      new ec2.SecurityGroup(this, 'SecurityGroup', {
        vpc: props.vpc,
        description: 'PostgreSQL for its clients only',
        allowAllOutbound: false,
      });
    this.connections = new ec2.Connections({
      securityGroups: [this.securityGroup],
      defaultPort: ec2.Port.tcp(props.port),
    });
  }
}

function makeSubnetGroup(scope: Construct, props: DatabaseNetworkProps): rds.SubnetGroup {
  return new rds.SubnetGroup(scope, 'SubnetGroup', {
    vpc: props.vpc,
    vpcSubnets: props.vpcSubnets,
    description: 'Subnets of the oficina-postgres database',
    // A retained instance still needs its subnet group. An instance that is replaced by a snapshot does not.
    removalPolicy: props.removalPolicy === RemovalPolicy.SNAPSHOT ? RemovalPolicy.DESTROY : props.removalPolicy,
  });
}

/** Returns the subnets of a selection, or a message that names the prop, which the error of aws-cdk-lib does not. */
function selectSubnets(vpc: ec2.IVpc, selection: ec2.SubnetSelection): ec2.SelectedSubnets | string {
  try {
    const selected = vpc.selectSubnets(selection);
    const [problem] = typeProblems('vpc', SELECTED_SUBNETS, selected);
    return problem ?? selected;
  } catch (error) {
    return (
      `vpcSubnets must choose subnets that the VPC has, got ${shownValue(selection)} that aws-cdk-lib refuses ` +
      `(${(error as Error).message}); choose ones by subnetType, as in ec2.SubnetType.PRIVATE_ISOLATED`
    );
  }
}

/** The ranges of all IPv4 and all IPv6 addresses. */
const WORLD = ['0.0.0.0/0', '::/0'];

/** Returns those of the clients that are the range of all addresses; `uniqueId` of such a peer is its range. */
function worldRanges(clients: ec2.IConnectable[]): string[] {
  return clients.map((client) => (client as Partial<ec2.IPeer>).uniqueId ?? '').filter((id) => WORLD.includes(id));
}

function pathsOf(constructs: IConstruct[]): string[] {
  return constructs.map(({ node }) => node.path);
}

function defaultSelection(vpc: ec2.IVpc): ec2.SubnetSelection {
  return vpc.isolatedSubnets.length > 0
    ? { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }
    : { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
}

/**
 * Returns the distinct zones of the subnets. In an environment-agnostic stack they are tokens; two subnets of one zone
 * share the token.
 */
function availabilityZones(subnets: ec2.ISubnet[]): string[] {
  const zones = subnets.map((subnet, index) => Token.asString(zoneOf(subnet) ?? `unknown zone ${index + 1}`));
  const distinctZones = [...new Set(zones)];
  return distinctZones.map((zone, index) => (Token.isUnresolved(zone) ? `zone ${index + 1}` : zone));
}

/**
 * Returns the zone of a subnet; undefined for a subnet that was imported only by its id, for which aws-cdk-lib throws.
 * Each of these counts as a zone of its own.
 */
function zoneOf(subnet: ec2.ISubnet): string | undefined {
  try {
    return subnet.availabilityZone;
  } catch {
    return undefined;
  }
}
