import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, IDependable } from 'constructs';
import { secretsManagerEndpoint } from './secrets-manager-endpoint';
import { RotationStrategy } from '../credentials/credentials-rotation';
import { Settings } from '../profile/settings';

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
}

/**
 * The surroundings of all functions of a database: one security group, which reaches the database and Secrets Manager and nothing else. Undefined where there are no
 * functions.
 */
export function functionSurroundings(scope: Construct, props: FunctionSurroundingsProps): FunctionSurroundings | undefined {
  const { settings, network, instance, vpc, vpcSubnets } = props;
  const { bootstrap, rotation } = settings;
  const rotates = rotation.strategy === RotationStrategy.BUILTIN || rotation.strategy === RotationStrategy.AWS_SERVERLESS_APPLICATION;
  if (!bootstrap && !rotates) return undefined;
  const endpoint = secretsManagerEndpoint(network, { vpc, vpcSubnets, given: props.endpoint });
  const endpointGroups = endpoint?.connections.securityGroups ?? [];
  const securityGroup = new ec2.SecurityGroup(scope, 'RotationSecurityGroup', {
    vpc,
    description: 'Rotation function of the database password', // a change would replace the group
    allowAllOutbound: false,
  });
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
    // The groups with their rules; the way out of the subnets, where the VPC is made in the same stack.
    after: [
      securityGroup, ...network.connections.securityGroups, ...(endpoint ? [endpoint, ...endpointGroups] : []),
      vpc.selectSubnets(vpcSubnets).internetConnectivityEstablished,
    ],
  };
}
