import { App, Aws, Stack } from 'aws-cdk-lib';
import { EnvironmentProfile, OficinaPostgres } from '../../src';
import { claimName } from '../../src/validation/names-in-use';
import { database, ENVIRONMENT, privateVpc, refusal } from '../support/database';

const stackOf = (app: App, id: string, env?: { account?: string; region?: string }) => new Stack(app, id, { env });

describe('claimName', () => {
  test('allows a name once per account and region', () => {
    const app = new App();
    expect(claimName(stackOf(app, 'A', ENVIRONMENT), 'instanceIdentifier', 'one')).toBeUndefined();
    expect(claimName(stackOf(app, 'B', ENVIRONMENT), 'instanceIdentifier', 'one')).toBe('A');
    expect(claimName(stackOf(app, 'C', ENVIRONMENT), 'instanceIdentifier', 'two')).toBeUndefined();
    expect(claimName(stackOf(app, 'D', ENVIRONMENT), 'secretName', 'one')).toBeUndefined();
  });

  test('allows the same name in another region, account or app', () => {
    const app = new App();
    claimName(stackOf(app, 'A', ENVIRONMENT), 'instanceIdentifier', 'one');
    expect(
      claimName(stackOf(app, 'B', { ...ENVIRONMENT, region: 'us-west-2' }), 'instanceIdentifier', 'one'),
    ).toBeUndefined();
    expect(
      claimName(stackOf(app, 'C', { ...ENVIRONMENT, account: '444455556666' }), 'instanceIdentifier', 'one'),
    ).toBeUndefined();
    expect(claimName(stackOf(new App(), 'A', ENVIRONMENT), 'instanceIdentifier', 'one')).toBeUndefined();
  });

  test('compares an environment-agnostic stack only with itself', () => {
    const app = new App();
    const agnostic = stackOf(app, 'A');
    expect(claimName(agnostic, 'instanceIdentifier', 'one')).toBeUndefined();
    expect(claimName(agnostic, 'instanceIdentifier', 'one')).toBe('A');
    expect(claimName(stackOf(app, 'B'), 'instanceIdentifier', 'one')).toBeUndefined();
    expect(claimName(stackOf(app, 'C', { region: 'us-east-1' }), 'instanceIdentifier', 'one')).toBeUndefined();
  });

  test('ignores tokens', () => {
    const stack = stackOf(new App(), 'A', ENVIRONMENT);
    expect(claimName(stack, 'instanceIdentifier', Aws.STACK_NAME)).toBeUndefined();
    expect(claimName(stack, 'instanceIdentifier', Aws.STACK_NAME)).toBeUndefined();
  });
});

describe('a second database', () => {
  const second = (stack: Stack, props: object) =>
    new OficinaPostgres(stack, 'Second', {
      vpc: privateVpc(new Stack(stack, 'Other')),
      profile: EnvironmentProfile.dev(),
      ...props,
    });

  test('of the same profile is refused with the props to set', () => {
    const { stack } = database();
    expect(() => second(stack, {})).toThrow(
      '[Stack/Second] 2 problems:\n' +
        "  - instanceIdentifier must be unique in an account and region, got 'oficina-db-dev', which " +
        'Stack/Database has too; give this database another one\n' +
        "  - ssmParameterPrefix must be unique in an account and region, got '/oficina/dev/database', which " +
        'Stack/Database has too; give this database another one',
    );
  });

  test('with names of its own is accepted', () => {
    const { stack } = database();
    expect(() =>
      second(stack, { instanceIdentifier: 'oficina-db-dev-2', ssmParameterPrefix: '/oficina/dev/database-2' }),
    ).not.toThrow();
  });

  test('must not share a given secret name', () => {
    const { stack } = database({ secretName: 'shared' });
    expect(() =>
      second(stack, { instanceIdentifier: 'oficina-db-dev-2', ssmParameterPrefix: '/x', secretName: 'shared' }),
    ).toThrow(
      "[Stack/Second] secretName must be unique in an account and region, got 'shared', which Stack/Database has too",
    );
  });

  test('in another stack of the same account and region is refused too', () => {
    const app = new App();
    database({}, stackOf(app, 'A', ENVIRONMENT));
    expect(refusal({}, stackOf(app, 'B', ENVIRONMENT))).toContain('which A/Database has too');
  });
});
