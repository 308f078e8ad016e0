import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, IConstruct, IDependable } from 'constructs';
import { admittedSecrets } from '../network/endpoint-policy';
import { isMadeByLibrary, secretsManagerEndpoint } from '../network/secrets-manager-endpoint';
import { CertificateAuthorities } from '../regions/certificate-authorities';
import { Settings } from '../settings/settings';

/** The place of a function in the network, and the address of the database that it works on. */
export interface FunctionNetwork {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
  /** The endpoint of Secrets Manager; undefined if the functions call its public address. */
  readonly endpoint?: ec2.IInterfaceVpcEndpoint;
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  /** Certificate authorities of the database; undefined if the functions know them. */
  readonly authorities?: CertificateAuthorities;
  /**
   * Resources, except for the instance, that must exist before a function can reach the database and Secrets Manager.
   */
  readonly prerequisites: IDependable[];
}

/** The properties of a function network. */
export interface FunctionNetworkProps extends Pick<FunctionNetwork, 'vpc' | 'vpcSubnets'> {
  readonly settings: Settings;
  /** The network of the database. A new endpoint is created in it. */
  readonly network: Construct & ec2.IConnectable;
  /** The endpoint to use; undefined to find or create one. */
  readonly endpoint?: ec2.IInterfaceVpcEndpoint;
  readonly instance: rds.DatabaseInstance;
  readonly authorities?: CertificateAuthorities;
}

/**
 * Creates the network of all functions of a database: one security group, which reaches only the database and Secrets
 * Manager. Returns undefined if the database has no functions.
 */
export function createFunctionNetwork(scope: Construct, props: FunctionNetworkProps): FunctionNetwork | undefined {
  const { settings, network, instance, vpc, vpcSubnets, authorities } = props;
  const { bootstrap, rotation } = settings;
  if (!bootstrap && !rotation._mechanism.runsInVpc) return undefined;
  warnOfOtherAuthorities(scope, authorities);
  const endpoint = secretsManagerEndpoint(network, { vpc, vpcSubnets, endpoint: props.endpoint });
  if (!endpoint) warnOfUnknownRoutes(scope, vpc, vpcSubnets);
  if (isMadeByLibrary(endpoint)) {
    for (const statement of admittedSecrets(scope, settings)) endpoint.addToPolicy(statement);
  }
  const endpointGroups = endpoint?.connections.securityGroups ?? [];
  const securityGroup = new ec2.SecurityGroup(scope, 'RotationSecurityGroup', {
    vpc,
    // The text must not change: CloudFormation would replace the group.
    description: 'Rotation function of the database password',
    allowAllOutbound: false,
  });
  const groups = [securityGroup, ...network.connections.securityGroups, ...endpointGroups];
  const newRules = rulesCreatedBy(groups, () => {
    // Called on this group, so that the rules are created in this stack: with groups of another stack, the two stacks
    // would depend on each other. The network knows the port as a number; the instance's own is a token, which checks
    // of security groups cannot evaluate.
    securityGroup.connections.allowToDefaultPort(network, 'Rotation of the database password');
    if (endpoint && endpointGroups.length > 0) {
      securityGroup.connections.allowToDefaultPort(endpoint, 'Rotation of the database password');
    } else {
      securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Secrets Manager');
    }
  });
  const groupsAndEndpoint: IConstruct[] = endpoint ? [...groups, endpoint] : groups;
  return {
    vpc,
    vpcSubnets,
    endpoint,
    securityGroup,
    host: instance.dbInstanceEndpointAddress,
    port: instance.dbInstanceEndpointPort,
    databaseName: settings.databaseName,
    authorities,
    // The last one is the routes of the subnets, if the VPC is created in the same stack.
    prerequisites: [
      ...resourcesOf(groupsAndEndpoint),
      ...newRules,
      vpc.selectSubnets(vpcSubnets).internetConnectivityEstablished,
    ],
  };
}

/** Warns of subnets that the VPC does not contain: it is unknown whether they have a route to the internet. */
function warnOfUnknownRoutes(scope: Construct, vpc: ec2.IVpc, vpcSubnets: ec2.SubnetSelection): void {
  const known = new Set(
    [...vpc.isolatedSubnets, ...vpc.privateSubnets, ...vpc.publicSubnets].map(({ subnetId }) => subnetId),
  );
  const unknown = (vpcSubnets.subnets ?? [])
    .filter(({ subnetId }) => !known.has(subnetId))
    .map(({ node }) => node.path);
  if (unknown.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:subnets-of-unknown-routes',
    `the VPC does not know whether ${unknown.join(', ')} of vpcSubnets have a route to the internet, which functions ` +
      'of the database need to reach Secrets Manager; give secretsManagerEndpoint if they have none, or acknowledge ' +
      'this if they have one',
  );
}

/** Returns the resources of constructs. A construct that was imported by its attributes has none. */
function resourcesOf(constructs: readonly IConstruct[]): CfnResource[] {
  return constructs
    .map(({ node }) => node.defaultChild)
    .filter((child): child is CfnResource => child !== undefined && CfnResource.isCfnResource(child));
}

/**
 * Runs a function, and returns the rules that it has created in the groups. The other rules of a group may be those of
 * clients, which may depend on the database.
 */
function rulesCreatedBy(groups: readonly ec2.ISecurityGroup[], createRules: () => void): CfnResource[] {
  const existingRules = new Set(rulesOf(groups));
  createRules();
  return rulesOf(groups).filter((rule) => !existingRules.has(rule));
}

/** Returns the rules of groups that are resources. CDK creates a rule between two groups below either of them. */
function rulesOf(groups: readonly ec2.ISecurityGroup[]): CfnResource[] {
  return groups
    .flatMap((group) => group.node.children)
    .filter(
      (child): child is CfnResource =>
        child instanceof ec2.CfnSecurityGroupIngress || child instanceof ec2.CfnSecurityGroupEgress,
    );
}

/** Warns of certificate authorities that name other regions only. */
function warnOfOtherAuthorities(scope: Construct, authorities?: CertificateAuthorities): void {
  const { region } = Stack.of(scope);
  if (!authorities || Token.isUnresolved(region) || authorities._mayBeOf(region)) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:certificate-authorities-of-another-region',
    'certificateAuthorities should have those of the region of the database, ' +
      `got authorities of other regions than ${region}; unless they sign its certificate nevertheless, the first ` +
      `deployment fails: give those of ${region}`,
  );
}
