import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { hasMembers, missingMembers } from '../../src/validation/members';
import { clientSecurityGroup, emptyStack, isolatedVpc } from '../support/database';

test('names what is missing, once', () => {
  expect(missingMembers({ topicArn: 'arn' }, ['topicArn', 'fifo', 'env.region', 'env.account'])).toEqual([
    'fifo',
    'env',
  ]);
});

test('members may be inherited, and getters', () => {
  class Named {
    get topicArn() {
      return 'arn';
    }
    publish() {
      return this.topicArn;
    }
  }
  class Topic extends Named {}
  expect(missingMembers(new Topic(), ['topicArn', 'publish()'])).toEqual([]);
  expect(missingMembers(Object.create(new Topic()), ['topicArn', 'publish()'])).toEqual([]);
});

test.each([
  ['a member of a member', { env: { account: '1' } }, 'env.region', ['env.region']],
  ['a member that is null', { fifo: null }, 'fifo', ['fifo']],
  ['a method that is none', { publish: true }, 'publish()', ['publish']],
  ['an optional member without its own', { masterKey: {} }, 'masterKey?.grant()', ['masterKey.grant']],
  ['an optional member', {}, 'masterKey?.grant()', []],
  ['a node that is none', { node: { path: 'Stack' } }, 'node', ['node']],
  ['connections that are none', { connections: { securityGroups: [] } }, 'connections', ['connections']],
  ['a member of no object', undefined, 'node', ['node']],
])('%s', (_, value, member, missing) => expect(missingMembers(value, [member])).toEqual(missing));

test('a node and connections of aws-cdk-lib', () => {
  expect(missingMembers(clientSecurityGroup(emptyStack()), ['node', 'connections'])).toEqual([]);
});

test('a member that throws is there', () => {
  const stack = emptyStack();
  const subnet = ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0123456789abcdef0');
  expect(() => subnet.availabilityZone).toThrow();
  expect(missingMembers(subnet, ['availabilityZone', 'availabilityZone.length'])).toEqual([]);
  expect(missingMembers(isolatedVpc(stack), ['vpcId', 'selectSubnets()'])).toEqual([]);
});

test('whether an object has members', () => {
  class Empty {}
  class Full {
    publish() {}
  }
  expect([{}, new Empty(), Object.create(null), Object.create(new Empty())].map(hasMembers)).toEqual(
    Array(4).fill(false),
  );
  expect([{ fifo: undefined }, new Full(), Object.create(new Full())].map(hasMembers)).toEqual(Array(3).fill(true));
});
