import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { UserPrivileges } from '../../src';
import { handlerFolder } from '../../src/functions/database-function';
import { database, emptyStack, isolatedVpc } from '../support/database';
import { functionOf } from '../support/functions';

/** The variables that a handler reads from its environment, as named in its source. */
function variablesOf(handler: string): string[] {
  const read = (file: string) => readFileSync(path.join(__dirname, '..', '..', 'src', 'handlers', file), 'utf8');
  const names = [
    ...`${read(`${handler}-handler.ts`)}${read('environment.ts')}`.matchAll(/(?:required\('|process\.env\.)([A-Z_]+)/g),
  ].map(([, name]) => name);
  return [...new Set(names)].sort();
}

describe('a handler reads the environment variables that its function sets', () => {
  const stack = emptyStack();
  const { database: made, template: synth } = database({ vpc: isolatedVpc(stack) }, stack);
  made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
  const template = synth();

  test.each([
    ['rotation', 'DatabaseUsersordersRotationFunction'],
    ['bootstrap', 'DatabaseBootstrapFunction'],
  ])('the %s', (handler, prefix) => {
    expect(variablesOf(handler).length).toBeGreaterThan(5);
    expect(Object.keys(functionOf(template, prefix).environment).sort()).toEqual(variablesOf(handler));
  });
});

test.each(['rotation function', 'bootstrap function'] as const)('the %s has a bundle', (kind) => {
  expect(existsSync(path.join(handlerFolder(kind), 'index.js'))).toBe(true);
});

test('the functions are tagged like all other resources', () => {
  database()
    .template()
    .allResourcesProperties('AWS::Lambda::Function', {
      Tags: [
        { Key: 'Environment', Value: 'dev' },
        { Key: 'ManagedBy', Value: 'cdk' },
        { Key: 'Project', Value: 'oficina-mecanica' },
        { Key: 'Repository', Value: 'oficina-postgres' },
      ],
    });
});

test('a VPC that the CLI has yet to look up accepts functions, whatever placeholder subnets CDK uses', () => {
  for (const subnetType of [
    ec2.SubnetType.PUBLIC,
    ec2.SubnetType.PRIVATE_WITH_EGRESS,
    ec2.SubnetType.PRIVATE_ISOLATED,
  ]) {
    const stack: Stack = emptyStack();
    const vpc = ec2.Vpc.fromLookup(stack, 'Vpc', { vpcName: 'oficina' });
    database({ vpc, vpcSubnets: { subnetType } }, stack);
    expect(() => Template.fromStack(stack)).not.toThrow();
  }
});
