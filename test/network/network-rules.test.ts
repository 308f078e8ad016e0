import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { networkRules } from '../../src/network/network-rules';
import { database, emptyStack, refusal } from '../support/database';
import { NETWORK_CASES, proveWiringRules } from '../validation/rule-cases';

proveWiringRules(networkRules, NETWORK_CASES);

test('two subnets of the same unknown zone are refused without showing a token', () => {
  const stack = new Stack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1,
    subnetConfiguration: [
      { name: 'one', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      { name: 'two', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
  expect(refusal({ vpc }, stack)).toContain('got 1 (zone 1);');
});

test('a VPC that the CLI has yet to look up is not checked', () => {
  const stack = emptyStack();
  const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'oficina' });
  expect(() => database({ vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }, stack)).not.toThrow();
});
