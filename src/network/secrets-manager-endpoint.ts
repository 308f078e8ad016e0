import { Annotations, Fn, Resource, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, IConstruct } from 'constructs';

/**
 * The endpoints that the library creates. Their policies allow only what the databases that use them need. A subclass
 * could mark them too, but would load ec2.InterfaceVpcEndpoint with the library.
 */
const MADE_BY_LIBRARY = new WeakSet<ec2.IInterfaceVpcEndpoint>();

/** The place of a function that must reach Secrets Manager. */
export interface SecretsManagerEndpointProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  /** The endpoint to use; undefined to find or create one. */
  readonly endpoint?: ec2.IInterfaceVpcEndpoint;
}

/**
 * Returns the endpoint by which functions of the database reach Secrets Manager: the one that was passed, an existing
 * one of the VPC or the stack, or a new one if the subnets have no route to the internet. If they have a route, only an
 * endpoint with private DNS is used: it receives the traffic of the whole VPC, so its group must admit the function.
 */
export function secretsManagerEndpoint(
  scope: Construct,
  props: SecretsManagerEndpointProps,
): ec2.IInterfaceVpcEndpoint | undefined {
  if (props.endpoint) return props.endpoint;
  const isIsolated = isInIsolatedSubnets(props);
  const isUsable = (endpoint: ec2.InterfaceVpcEndpoint) => isIsolated || hasPrivateDns(endpoint);
  const existing = findEndpoint(props.vpc, props.vpc, isUsable) ?? findEndpoint(Stack.of(scope), props.vpc, isUsable);
  if (existing || !isIsolated) return existing;
  noteEndpointOfOtherStack(scope, props.vpc);
  return newEndpoint(scope, props);
}

/**
 * Notes an endpoint of the same VPC in another stack, which could be shared. Sharing is left to the user, because it
 * makes one stack depend on the other.
 *
 * 14.60 USD: two zones at 0.01 USD an hour in us-east-1, https://aws.amazon.com/privatelink/pricing/.
 */
function noteEndpointOfOtherStack(scope: Construct, vpc: ec2.IVpc): void {
  const here = Stack.of(scope);
  // A stack that uses the VPC of this one depends on it already, so that the opposite would be a circle.
  if (Resource.isOwnedResource(vpc) && Stack.of(vpc) === here) return;
  const other = findEndpoint(scope.node.root, vpc, (endpoint) => {
    const there = Stack.of(endpoint);
    return there !== here && there.account === here.account && there.region === here.region;
  });
  if (!other) return;
  Annotations.of(scope).addInfoV2(
    'oficina-postgres:endpoint-in-other-stack',
    'this database creates an endpoint of Secrets Manager, some 14.60 USD a month, and the VPC has one in another ' +
      `stack, ${other.node.path}; to share it, pass it as secretsManagerEndpoint ` +
      '(database.secretsManagerEndpoint of the other database), which makes this stack depend on that one',
  );
}

/**
 * Returns the host name of an endpoint without private DNS; undefined for an endpoint that answers to the public name
 * of the service in the whole VPC.
 */
export function hostNameOf(endpoint: ec2.IInterfaceVpcEndpoint): string | undefined {
  if (!(endpoint instanceof ec2.InterfaceVpcEndpoint)) return undefined;
  if (hasPrivateDns(endpoint)) return undefined;
  // An entry is `<hosted zone>:<host name>`; the first one serves all zones.
  return Fn.select(1, Fn.split(':', Fn.select(0, endpoint.vpcEndpointDnsEntries)));
}

/** Whether the library has created an endpoint. Its policy must then allow what the functions do. */
export function isMadeByLibrary(endpoint: ec2.IInterfaceVpcEndpoint | undefined): endpoint is ec2.InterfaceVpcEndpoint {
  return endpoint !== undefined && MADE_BY_LIBRARY.has(endpoint);
}

function hasPrivateDns(endpoint: ec2.InterfaceVpcEndpoint): boolean {
  return (endpoint.node.defaultChild as ec2.CfnVPCEndpoint).privateDnsEnabled !== false;
}

function isInIsolatedSubnets({ vpc, vpcSubnets }: SecretsManagerEndpointProps): boolean {
  const isolated = new Set(vpc.isolatedSubnets.map((subnet) => subnet.subnetId));
  return vpc.selectSubnets(vpcSubnets).subnets.some((subnet) => isolated.has(subnet.subnetId));
}

/**
 * Returns the first usable endpoint of Secrets Manager in a VPC. The search ends there: an app may hold many databases,
 * and each of them searches it.
 */
function findEndpoint(
  within: IConstruct,
  vpc: ec2.IVpc,
  isUsable: (endpoint: ec2.InterfaceVpcEndpoint) => boolean,
): ec2.InterfaceVpcEndpoint | undefined {
  if (isSecretsManagerEndpoint(within, vpc) && isUsable(within)) return within;
  for (const child of within.node.children) {
    const found = findEndpoint(child, vpc, isUsable);
    if (found) return found;
  }
  return undefined;
}

function isSecretsManagerEndpoint(construct: IConstruct, vpc: ec2.IVpc): construct is ec2.InterfaceVpcEndpoint {
  if (!(construct instanceof ec2.InterfaceVpcEndpoint)) return false;
  const endpoint = construct.node.defaultChild as ec2.CfnVPCEndpoint;
  return endpoint.vpcId === vpc.vpcId && isSecretsManager(Stack.of(construct).resolve(endpoint.serviceName));
}

/**
 * Whether a resolved service name is that of Secrets Manager: `com.amazonaws.us-east-1.secretsmanager` or, if the
 * region is unknown, a join that ends like it.
 */
function isSecretsManager(serviceName: unknown): boolean {
  return /\.secretsmanager"/.test(JSON.stringify(serviceName));
}

/**
 * Creates an endpoint without private DNS, which would lead every workload of the VPC to this endpoint. It admits only
 * functions of the database, and a VPC can have private DNS for a service only once.
 */
function newEndpoint(scope: Construct, { vpc, vpcSubnets }: SecretsManagerEndpointProps): ec2.IInterfaceVpcEndpoint {
  const securityGroup = new ec2.SecurityGroup(scope, 'SecretsManagerEndpointSecurityGroup', {
    vpc,
    description: 'Secrets Manager for the rotation of the database password',
    allowAllOutbound: false,
  });
  const endpoint = new ec2.InterfaceVpcEndpoint(scope, 'SecretsManagerEndpoint', {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
    subnets: vpcSubnets,
    securityGroups: [securityGroup],
    open: false,
    privateDnsEnabled: false,
  });
  MADE_BY_LIBRARY.add(endpoint);
  return endpoint;
}
