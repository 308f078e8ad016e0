import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrossRegionBackup, EnvironmentProfile, UserPrivileges } from '../../src';
import { database, emptyStack, ENVIRONMENT, privateVpc, refusal } from '../support/database';

test.each([
  ['prod', EnvironmentProfile.dev()],
  ['production', EnvironmentProfile.staging()],
  ['dev', EnvironmentProfile.prod()],
  ['staging', EnvironmentProfile.dev()],
  ['prod', EnvironmentProfile.custom('tests', EnvironmentProfile.dev())],
])('a profile %s with another parent is refused', (name, parent) => {
  expect(() => EnvironmentProfile.custom(name, parent)).toThrow(
    `the parent of EnvironmentProfile.custom('${name}') must be EnvironmentProfile.`,
  );
});

test.each([
  ['prod', EnvironmentProfile.prod()],
  ['prod-like', EnvironmentProfile.staging()],
])('a profile %s is accepted', (name, parent) => {
  expect(EnvironmentProfile.custom(name, parent).name).toBe(name);
});

test.each([
  [undefined, 'metric must be a metric of CloudWatch, got none; write it like database.metricCpuUtilization()'],
  [{ threshold: 1, evaluationPeriods: 1 }, 'metric must be a metric of CloudWatch, got none'],
  [
    { metric: 'CPUUtilization', threshold: 1, evaluationPeriods: 1 },
    "metric must be a metric of CloudWatch, got 'CPUUtilization'",
  ],
])('an alarm of %j is refused', (props, message) => {
  expect(() => database().database.addAlarm('Own', props as never)).toThrow(message);
});

test.each([
  [{ threshold: NaN }, 'threshold of addAlarm() must be a number, got NaN'],
  [{ evaluationPeriods: 0 }, 'evaluationPeriods of addAlarm() must be a whole number, 1 or more, got 0'],
  [
    { datapointsToAlarm: 3 },
    'datapointsToAlarm of addAlarm() must be a whole number from 1 to evaluationPeriods, got 3 of 1',
  ],
])('an alarm with %j is refused', (props, message) => {
  const { database: made } = database();
  const good = { metric: made.metricCpuUtilization(), threshold: 1, evaluationPeriods: 1 };
  expect(() => made.addAlarm('Own', { ...good, ...props })).toThrow(message);
});

test('subnets that were imported only by their ids are accepted', () => {
  const stack = emptyStack();
  const subnets = ['subnet-1', 'subnet-2'].map((id) => ec2.Subnet.fromSubnetId(stack, id, id));
  database({ vpcSubnets: { subnets } }, stack)
    .template()
    .hasResourceProperties('AWS::RDS::DBSubnetGroup', { SubnetIds: ['subnet-1', 'subnet-2'] });
});

test('a single imported subnet counts as one zone, and a missing subnet group is reported by the prop', () => {
  const stack = emptyStack();
  const subnets = [ec2.Subnet.fromSubnetId(stack, 'One', 'subnet-1')];
  expect(refusal({ vpcSubnets: { subnets } }, stack)).toContain('must give subnets in two availability zones or more');
  expect(refusal({ vpcSubnets: { subnetGroupName: 'none' } })).toContain(
    'vpcSubnets must choose subnets that the VPC has',
  );
});

test('users, proxies and replicas need three levels of Parameter Store below the prefix', () => {
  const prefix = (levels: number) => '/a'.repeat(levels);
  const { database: deep } = database({ ssmParameterPrefix: prefix(13) });
  const message = 'ssmParameterPrefix must have at most 12 parts';
  expect(() => deep.addApplicationUser('orders', { privileges: UserPrivileges.OWNER })).toThrow(message);
  expect(() => deep.addReadReplica('reports')).toThrow(message);
  const { database: made } = database({ ssmParameterPrefix: prefix(12) });
  expect(() => made.addApplicationUser('orders', { privileges: UserPrivileges.OWNER })).not.toThrow();
});

test('a stack in another region has a valid CloudFormation name', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: ENVIRONMENT, stackName: 'a'.repeat(128) });
  database({ vpc: privateVpc(stack), crossRegionBackup: CrossRegionBackup.toRegion('us-west-2') }, stack);
  const support = app.node.children.filter((child): child is Stack => Stack.isStack(child) && child !== stack);
  expect(support.map(({ stackName }) => stackName)).toEqual([
    expect.stringMatching(/^a+-[0-9a-f]{8}-backups-from-us-east-1$/),
  ]);
  expect(support[0].stackName).toHaveLength(128);
});
