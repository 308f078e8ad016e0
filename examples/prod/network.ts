import { Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** The VPC and the clients of the database: those that the context names, or small ones of this stack's own. */
export interface Network {
  readonly vpc: ec2.IVpc;
  /** The authentication Lambda and the EKS nodes. */
  readonly clients: ec2.ISecurityGroup[];
}

export function network(stack: Stack): Network {
  const vpc = importedVpc(stack) ?? ownVpc(stack);
  return { vpc, clients: [client(stack, vpc, 'lambdaSecurityGroupId'), client(stack, vpc, 'eksNodeSecurityGroupId')] };
}

/** A value of the context; an empty one, as an unset variable of CI gives it, counts as none. */
function context(stack: Stack, key: string): string | undefined {
  return stack.node.tryGetContext(key) || undefined;
}

/** `-c vpcId=vpc-… -c privateSubnetIds=subnet-…,subnet-…`, as the Kubernetes infrastructure puts them out. */
function importedVpc(stack: Stack): ec2.IVpc | undefined {
  const vpcId = context(stack, 'vpcId');
  if (!vpcId) return undefined;
  const privateSubnetIds = context(stack, 'privateSubnetIds')?.split(',');
  if (!privateSubnetIds)
    throw new Error(`vpcId ${vpcId} needs its subnets too: add -c privateSubnetIds=subnet-…,subnet-…`);
  const availabilityZones = context(stack, 'availabilityZones')?.split(',') ?? [`${stack.region}a`, `${stack.region}b`];
  return ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId, availabilityZones, privateSubnetIds });
}

/** A VPC without a way out, so that the example synthesises and deploys on its own. */
function ownVpc(stack: Stack): ec2.IVpc {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: [`${stack.region}a`, `${stack.region}b`],
    natGateways: 0,
    restrictDefaultSecurityGroup: false, // it takes a function of CDK's; nothing uses the default group
    subnetConfiguration: [{ name: 'database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
  });
  const reason =
    'Stands in for the VPC of the Kubernetes infrastructure where no vpcId is given; ' +
    'it has no gateway, and nothing but the database in it.';
  Validations.of(vpc).acknowledge(
    ...[
      'AwsSolutions::AwsSolutions-VPC7',
      ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map((pack) => `${pack}::${pack}-VPCFlowLogsEnabled`),
      ...['HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321'].map(
        (pack) => `${pack}::${pack}-VPCDefaultSecurityGroupClosed`,
      ),
    ].map((id) => ({ id, reason })),
  );
  return vpc;
}

function client(
  stack: Stack,
  vpc: ec2.IVpc,
  key: 'lambdaSecurityGroupId' | 'eksNodeSecurityGroupId',
): ec2.ISecurityGroup {
  const id = context(stack, key);
  if (id) return ec2.SecurityGroup.fromSecurityGroupId(stack, key, id);
  return new ec2.SecurityGroup(stack, key, {
    vpc,
    description: `Stands in where no ${key} is given`,
    allowAllOutbound: false,
  });
}
