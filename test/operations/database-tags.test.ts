import { Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EnvironmentProfile } from '../../src';
import { database } from '../support/database';

const TAGS = (project = 'oficina-mecanica') => [
  { Key: 'Environment', Value: 'prod' },
  { Key: 'ManagedBy', Value: 'cdk' },
  { Key: 'Project', Value: project },
  { Key: 'Repository', Value: 'oficina-postgres' },
];

/** Every resource that CDK can tag as a list, by its type. */
const TAGGED = [
  'AWS::RDS::DBInstance',
  'AWS::RDS::DBParameterGroup',
  'AWS::RDS::DBSubnetGroup',
  'AWS::KMS::Key',
  'AWS::SecretsManager::Secret',
  'AWS::Logs::LogGroup',
  'AWS::EC2::SecurityGroup',
  'AWS::IAM::Role',
];

const prod = () => database({ profile: EnvironmentProfile.prod() });

test.each(TAGGED)('%s is tagged by the conventions', (type) => {
  const template = prod().template();
  expect(Object.keys(template.findResources(type)).length).toBeGreaterThan(0);
  template.allResourcesProperties(type, { Tags: TAGS() });
});

test('SSM parameters are tagged, by a map', () => {
  prod()
    .template()
    .allResourcesProperties('AWS::SSM::Parameter', {
      Tags: { Environment: 'prod', ManagedBy: 'cdk', Project: 'oficina-mecanica', Repository: 'oficina-postgres' },
    });
});

test('a tag of the caller on the stack wins', () => {
  const { stack } = prod();
  Tags.of(stack).add('Project', 'carros');
  Template.fromStack(stack).hasResourceProperties('AWS::RDS::DBInstance', { Tags: TAGS('carros') });
});

test('other resources of the stack are not tagged', () => {
  const { stack, database: made } = prod();
  Tags.of(stack).add('Owner', 'plantao');
  expect(made.node.scope).toBe(stack);
  Template.fromStack(stack).hasResourceProperties('AWS::RDS::DBInstance', {
    Tags: Match.arrayWith([{ Key: 'Owner', Value: 'plantao' }]),
  });
});
