import { Annotations, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, IConstruct, IDependable } from 'constructs';
import { admittedSecrets } from '../network/endpoint-policy';
import { DatabaseEndpoint, secretsManagerEndpoint } from '../network/secrets-manager-endpoint';
import { CertificateAuthorities } from '../regions/certificate-authorities';
import { Settings } from '../settings/settings';

/** Where a function stands that works on the database, and how it gets there. */
export interface FunctionSurroundings {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
  /** Undefined where the subnets have a way out. */
  readonly endpoint?: ec2.IInterfaceVpcEndpoint;
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  /** Certificate authorities of the database, where they are given. */
  readonly authorities?: CertificateAuthorities;
  /** What has to be there, beside the instance, before a function reaches the database and Secrets Manager. */
  readonly after: IDependable[];
}

/** What the surroundings are made of. */
export interface FunctionSurroundingsProps extends Pick<FunctionSurroundings, 'vpc' | 'vpcSubnets'> {
  readonly settings: Settings;
  /** Where an endpoint is made, if one is. */
  readonly network: Construct & ec2.IConnectable;
  /** The endpoint to use, when the user names one. */
  readonly endpoint?: ec2.IInterfaceVpcEndpoint;
  readonly instance: rds.DatabaseInstance;
  readonly authorities?: CertificateAuthorities;
}

/**
 * The surroundings of all functions of a database: one security group, which reaches the database and Secrets Manager and nothing else. Undefined where there are no
 * functions.
 */
export function functionSurroundings(
  scope: Construct,
  props: FunctionSurroundingsProps,
): FunctionSurroundings | undefined {
  const { settings, network, instance, vpc, vpcSubnets, authorities } = props;
  const { bootstrap, rotation } = settings;
  if (!bootstrap && !rotation._mechanism.runsInVpc) return undefined;
  warnOfOtherAuthorities(scope, authorities);
  const endpoint = secretsManagerEndpoint(network, { vpc, vpcSubnets, given: props.endpoint });
  if (!endpoint) warnOfUnknownRoutes(scope, vpc, vpcSubnets);
  if (endpoint instanceof DatabaseEndpoint) endpoint.admit(admittedSecrets(scope, settings));
  const endpointGroups = endpoint?.connections.securityGroups ?? [];
  const securityGroup = new ec2.SecurityGroup(scope, 'RotationSecurityGroup', {
    vpc,
    description: 'Rotation function of the database password', // a change would replace the group
    allowAllOutbound: false,
  });
  const groups = [securityGroup, ...network.connections.securityGroups, ...endpointGroups];
  const before = new Set(rulesOf(groups));
  // From this side, so that the rules stand in this stack: groups of another stack would make the two stacks depend on each other.
  // The network knows the port as a number: the instance's own is a token, which no check of security groups can judge.
  securityGroup.connections.allowToDefaultPort(network, 'Rotation of the database password');
  if (endpoint && endpointGroups.length > 0) {
    securityGroup.connections.allowToDefaultPort(endpoint, 'Rotation of the database password');
  } else {
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Secrets Manager');
  }
  return {
    vpc,
    vpcSubnets,
    endpoint,
    securityGroup,
    host: instance.dbInstanceEndpointAddress,
    port: instance.dbInstanceEndpointPort,
    databaseName: settings.databaseName,
    authorities,
    // The groups and the rules between them; the way out of the subnets, where the VPC is made in the same stack. Never all that stands in a group: a client's rule
    // does too, and a client may wait for the database.
    after: [
      ...[...groups, ...(endpoint ? [endpoint] : [])].flatMap((made) => resourceOf(made) ?? []),
      ...rulesOf(groups).filter((rule) => !before.has(rule)),
      vpc.selectSubnets(vpcSubnets).internetConnectivityEstablished,
    ],
  };
}

/** Subnets that were imported one by one may have a way out or not: the VPC would know. */
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
    `the VPC does not know whether ${unknown.join(', ')} of vpcSubnets have a way out, which functions of the database need to reach Secrets Manager; give ` +
      'secretsManagerEndpoint where they have none, or acknowledge this where they have one',
  );
}

/** The resource behind a construct; undefined for one that is known by its attributes alone. */
function resourceOf(construct: IConstruct): CfnResource | undefined {
  const { defaultChild } = construct.node;
  return defaultChild && CfnResource.isCfnResource(defaultChild) ? defaultChild : undefined;
}

/** Rules that are resources: CDK puts one that names two groups below the one or the other. */
function rulesOf(groups: readonly ec2.ISecurityGroup[]): CfnResource[] {
  return groups
    .flatMap((group) => group.node.children)
    .filter(
      (child): child is CfnResource =>
        child instanceof ec2.CfnSecurityGroupIngress || child instanceof ec2.CfnSecurityGroupEgress,
    );
}

function warnOfOtherAuthorities(scope: Construct, authorities?: CertificateAuthorities): void {
  const { region } = Stack.of(scope);
  if (!authorities || Token.isUnresolved(region) || authorities._mayBeOf(region)) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:certificate-authorities-of-another-region',
    'certificateAuthorities should have those of the region of the database, ' +
      `got authorities of other regions than ${region}; unless they sign its certificate all the same, the first deployment fails: give those of ${region}`,
  );
}
