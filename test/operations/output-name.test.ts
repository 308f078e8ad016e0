import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { EnvironmentProfile, OficinaPostgres } from '../../src';
import { database, emptyStack, privateVpc } from '../support/database';

const outputs = (stack: Stack) => Object.keys(Template.fromStack(stack).findOutputs('*'));

function pair(first: string, second: string): string[] {
  const stack = emptyStack();
  const vpc = privateVpc(stack);
  const profile = EnvironmentProfile.dev();
  new OficinaPostgres(stack, first, { vpc, profile });
  new OficinaPostgres(stack, second, { vpc, profile, instanceIdentifier: 'second', ssmParameterPrefix: '/second' });
  return outputs(stack).filter((name) => name.includes('Endpoint'));
}

describe('of two ids that give the same name', () => {
  test.each([
    ['Db-1', 'Db1', 'Db1Endpoint'],
    ['Órdenes', 'Ôrdenes', 'rdenesEndpoint'],
    ['Pedidos', 'Pedidos_', 'PedidosEndpoint'],
    ['数据', '订单', 'Endpoint'],
  ])('%s keeps its name, and %s gets a hash', (first, second, name) => {
    const [one, two] = pair(first, second);
    expect(one).toBe(name);
    expect(two).toMatch(new RegExp(`^${name}[0-9a-f]{8}$`));
  });

  test('two read replicas have different names', () => {
    const { database: made, stack } = database();
    made.addReadReplica('a1');
    made.addReadReplica('a-1');
    const names = outputs(stack).filter((name) => name.startsWith('DatabaseA1Endpoint'));
    expect(names).toEqual(['DatabaseA1Endpoint', expect.stringMatching(/^DatabaseA1Endpoint[0-9a-f]{8}$/)]);
  });
});

test('a deeply nested database has names within the limit of CloudFormation', () => {
  const stack = emptyStack();
  const scope = ['A', 'B', 'C'].reduce<Construct>((parent, id) => new Construct(parent, id.repeat(100)), stack);
  new OficinaPostgres(scope, 'Database', { vpc: privateVpc(stack), profile: EnvironmentProfile.dev() });
  const names = outputs(stack);
  expect(names.length).toBeGreaterThanOrEqual(5);
  for (const name of names) expect(name).toMatch(/^A{100}B{100}[A-C]{47}[0-9a-f]{8}$/);
});

test.each(['before', 'after'])(
  'an output of the caller with the same name, created %s the database, is reported',
  (when) => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const own = () => new CfnOutput(stack, 'DatabaseEndpoint', { value: 'mine' });
    if (when === 'before') own();
    database({}, stack);
    if (when === 'after') own();
    expect(() => app.synth()).toThrow(
      'the output DatabaseEndpoint must be the only one of its name in Stack, got another one, ' +
        'Stack/DatabaseEndpoint; ' +
        'give that one, or the database, another id',
    );
  },
);
