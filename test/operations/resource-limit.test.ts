import { App, CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EnvironmentProfile, OficinaPostgres, UserPrivileges } from '../../src';
import { database, ENVIRONMENT, privateVpc } from '../support/database';
import { joined } from '../support/joined';

const LIMIT = '@aws-cdk/core:stackResourceLimit';
const stackWith = (context: Record<string, unknown> = {}) =>
  new Stack(new App({ context }), 'Stack', { env: ENVIRONMENT });
const withUsers = (count: number, iamAuthentication: boolean, stack = stackWith()) => {
  const made = database({ profile: EnvironmentProfile.dev() }, stack);
  for (let index = 0; index < count; index++) {
    made.database.addApplicationUser(`u${index}`, { privileges: UserPrivileges.READ_ONLY, iamAuthentication });
  }
  return made;
};
const resources = ({ template }: { template: () => { toJSON(): any } }) =>
  Object.keys(template().toJSON().Resources).length;

test('a stack with too many resources is refused before CDK refuses it, with the cause and how to fix it', () => {
  const { template } = withUsers(5, false, stackWith({ [LIMIT]: 60 }));
  expect(template).toThrow(
    joined(
      /the stack must have at most 60 resources, got \d+, of which \d+ are the database's \(\d+ in Users\); give /,
      /users iamAuthentication/,
    ),
  );
});

test('other resources of the stack count', () => {
  const stack = stackWith();
  const { template } = withUsers(0, false, stack);
  for (let index = 0; index < 500; index++) new CfnWaitConditionHandle(stack, `Other${index}`);
  expect(template).toThrow(/the stack must have at most 500 resources, got 5\d\d, of which \d\d are the database's; /);
});

test('users with IAM add no resource, so that any number of them fits', () => {
  expect(resources(withUsers(3, true))).toBe(resources(withUsers(1, true)));
});

test('the number in the docs: the resources of a user with a password', () => {
  const each = resources(withUsers(2, false)) - resources(withUsers(1, false));
  expect(each).toBe(9);
});

test.each([[0], [5_000]])('uses the limit that CDK is given: %s', (limit) => {
  const stack = stackWith({ [LIMIT]: limit });
  const { template } = withUsers(0, false, stack);
  for (let index = 0; index < 500; index++) new CfnWaitConditionHandle(stack, `Other${index}`);
  expect(template).not.toThrow();
});

test.each([
  { profile: EnvironmentProfile.dev(), fitting: 7 },
  { profile: EnvironmentProfile.staging(), fitting: 6 },
  { profile: EnvironmentProfile.prod(), fitting: 5 },
])('the number in README: $fitting databases of $profile.name fit into a stack', ({ profile, fitting }) => {
  const stackOf = (count: number) => {
    const stack = stackWith();
    const vpc = privateVpc(stack);
    for (let index = 0; index < count; index++) {
      new OficinaPostgres(stack, `Database${index}`, {
        vpc,
        profile,
        instanceIdentifier: `oficina-db-${index}`,
        secretName: `oficina/${index}`,
        ssmParameterPrefix: `/oficina/${index}`,
      });
    }
    return resources({ template: () => Template.fromStack(stack) });
  };
  const one = stackOf(1);
  const each = stackOf(2) - one;
  expect(1 + Math.floor((500 - one) / each)).toBe(fitting);
});

test('the number in README: users with passwords that fit beside a production database', () => {
  const one = resources(database({ profile: EnvironmentProfile.prod() }, stackWith()));
  const users = resources(withUsers(2, false)) - resources(withUsers(1, false));
  expect(Math.floor((500 - one) / users)).toBe(44);
});
