import { Annotations, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';

/** An endpoint that the library has made. Its policy admits what the databases need that use it, and nothing else. */
export class DatabaseEndpoint extends ec2.InterfaceVpcEndpoint {
  /** Lets in what one database needs. */
  admit(statements: iam.PolicyStatement[]): void {
    statements.forEach((statement) => this.addToPolicy(statement));
  }
}

/** Where a function stands that has to reach Secrets Manager. */
export interface SecretsManagerEndpointProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** The endpoint to use, when the user names one. */
  readonly given?: ec2.IInterfaceVpcEndpoint;
}

/**
 * The endpoint by which a function beside the database reaches Secrets Manager: the given one, one that the VPC or the
 * stack already has, or a new one where the subnets have no way out. Where they have one, an endpoint counts only with
 * private DNS: that leads every workload of the VPC to it, and its group has to let the function in.
 */
export function secretsManagerEndpoint(
  scope: Construct,
  props: SecretsManagerEndpointProps,
): ec2.IInterfaceVpcEndpoint | undefined {
  if (props.given) return props.given;
  const existing = [props.vpc, Stack.of(scope)].flatMap((within) => findEndpoints(within, props.vpc));
  if (!standsInIsolatedSubnets(props)) return existing.find(hasPrivateDns);
  if (existing.length > 0) return existing[0];
  noteEndpointOfOtherStack(scope, props.vpc);
  return newEndpoint(scope, props);
}

/**
 * Names an endpoint of the same VPC in another stack, which could be shared. It is not shared without the user's word:
 * the two stacks would depend on each other.
 *
 * 14.60 USD: two zones at 0.01 USD an hour in us-east-1, https://aws.amazon.com/privatelink/pricing/.
 */
function noteEndpointOfOtherStack(scope: Construct, vpc: ec2.IVpc): void {
  const here = Stack.of(scope);
  const [other] = findEndpoints(scope.node.root, vpc).filter((endpoint) => {
    const there = Stack.of(endpoint);
    return there !== here && there.account === here.account && there.region === here.region;
  });
  if (!other) return;
  Annotations.of(scope).addInfoV2(
    'oficina-postgres:endpoint-in-other-stack',
    'this database makes an endpoint of Secrets Manager, some 14.60 USD a month, and the VPC has one in another ' +
      `stack, ${other.node.path}; to share it, ` +
      'pass it as secretsManagerEndpoint (database.secretsManagerEndpoint of the other database), which makes this ' +
      'stack depend on that one',
  );
}

/**
 * The host name of an endpoint that has one of its own alone; undefined for one that answers to the service's public
 * name in the whole VPC.
 */
export function hostNameOf(endpoint: ec2.IInterfaceVpcEndpoint): string | undefined {
  if (!(endpoint instanceof ec2.InterfaceVpcEndpoint)) return undefined;
  if (hasPrivateDns(endpoint)) return undefined;
  // An entry is `<hosted zone>:<host name>`; the first one serves all zones.
  return Fn.select(1, Fn.split(':', Fn.select(0, endpoint.vpcEndpointDnsEntries)));
}

function hasPrivateDns(endpoint: ec2.InterfaceVpcEndpoint): boolean {
  return (endpoint.node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled !== false;
}

function standsInIsolatedSubnets({ vpc, vpcSubnets }: SecretsManagerEndpointProps): boolean {
  const isolated = new Set(vpc.isolatedSubnets.map((subnet) => subnet.subnetId));
  return vpc.selectSubnets(vpcSubnets).subnets.some((subnet) => isolated.has(subnet.subnetId));
}

function findEndpoints(within: IConstruct, vpc: ec2.IVpc): ec2.InterfaceVpcEndpoint[] {
  return within.node.findAll().filter((node): node is ec2.InterfaceVpcEndpoint => {
    if (!(node instanceof ec2.InterfaceVpcEndpoint)) return false;
    const endpoint = node.node.defaultChild as ec2.CfnVPCEndpoint;
    return endpoint.vpcId === vpc.vpcId && isSecretsManager(Stack.of(node).resolve(endpoint.serviceName));
  });
}

/**
 * CDK writes the name as a token, resolved to `com.amazonaws.us-east-1.secretsmanager` or, where the region is unknown,
 * to a join that ends so.
 */
function isSecretsManager(serviceName: unknown): boolean {
  return /\.secretsmanager"/.test(JSON.stringify(serviceName));
}

/**
 * Without private DNS: that would lead every workload of the VPC to this endpoint, which lets in the rotation alone,
 * and a VPC can have it only once.
 */
function newEndpoint(scope: Construct, { vpc, vpcSubnets }: SecretsManagerEndpointProps): ec2.IInterfaceVpcEndpoint {
  const securityGroup = new ec2.SecurityGroup(scope, 'SecretsManagerEndpointSecurityGroup', {
    vpc,
    description: 'Secrets Manager for the rotation of the database password',
    allowAllOutbound: false,
  });
  return new DatabaseEndpoint(scope, 'SecretsManagerEndpoint', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    subnets: vpcSubnets,
    securityGroups: [securityGroup],
    open: false,
    privateDnsEnabled: false,
  });
}
