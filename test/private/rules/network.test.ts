import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NETWORK_CASES } from './cases';
import { networkRules } from '../../../src/private/rules/network';
import { database, emptyStack, refusal } from '../../support/database';

describe.each(networkRules.map((rule) => rule.id))('%s', (id) => {
  const { bad, tokens, good } = NETWORK_CASES[id];

  test.each(bad)('refuses %s', (_, props, message) => {
    const stack = emptyStack();
    expect(refusal(props(stack), stack)).toBe(`[Stack/Database] ${message}`);
  });

  test.each(tokens)('lets tokens through: %s', (_, make) => {
    const { stack, props } = make();
    expect(() => database(props, stack).template()).not.toThrow();
  });

  test.each(good)('accepts %s', (_, props) => {
    const stack = emptyStack();
    expect(() => database(props(stack), stack).template()).not.toThrow();
  });
});

test('two subnets of one unknown zone are refused, and the message shows no token', () => {
  const stack = new Stack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1,
    subnetConfiguration: [{ name: 'one', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, { name: 'two', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  expect(refusal({ vpc }, stack)).toContain('got 1 (zone 1);');
});

test('a VPC that the CLI has yet to look up is not judged', () => {
  const stack = emptyStack();
  const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'oficina' });
  expect(() => database({ vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC } }, stack)).not.toThrow();
});
