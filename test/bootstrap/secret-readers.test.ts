import { App, Stack } from 'aws-cdk-lib';
import { CredentialsRotation, UserPrivileges } from '../../src';
import { database, ENVIRONMENT } from '../support/database';
import { allowed, functionOf } from '../support/functions';
import { permits } from '../support/policy';
import { inCycles } from '../support/references';

const ROTATION = CredentialsRotation.disabled({ reason: 'tested elsewhere' });

/** A database with that many users, in a stack without a resource limit. */
function databaseOf(users: number, secretName?: string) {
  const app = new App({ context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const made = database(
    { monitoring: false, rotation: ROTATION, secretName },
    new Stack(app, 'Stack', { env: ENVIRONMENT }),
  );
  for (let user = 0; user < users; user++) {
    made.database.addApplicationUser(`service-orders-${user}`, { privileges: UserPrivileges.READ_WRITE });
  }
  return made;
}

/** The number of characters that IAM counts, with references replaced by values of the greatest length. */
function lengthOf(document: unknown, secretName: string): number {
  const arn = `arn:aws-us-gov:secretsmanager:us-gov-east-1:111122223333:secret:${secretName}/service-orders-199-AbCdEf`;
  const logGroup = `/aws/rds/instance/${'a'.repeat(63)}/bootstrap`;
  const log = `arn:aws-us-gov:logs:us-gov-east-1:111122223333:log-group:${logGroup}:*`;
  return JSON.stringify(document)
    .replace(/\{"Ref":"\w+"\}/g, JSON.stringify(arn))
    .replace(/\{"Fn::GetAtt":\["\w+","Arn"\]\}/g, JSON.stringify(log))
    .replace(/\s/g, '').length;
}

test.each([
  [200, 'oficina-db-dev'],
  [40, 's'.repeat(490)],
])('policies within the limits of IAM cover the secrets of %d users, with names below %s', (users, secretName) => {
  const template = databaseOf(users, secretName).template();
  const { statements } = functionOf(template, 'DatabaseBootstrapFunction');
  const secrets = Object.keys(template.findResources('AWS::SecretsManager::Secret')).filter((id) =>
    id.startsWith('DatabaseUsers'),
  );
  expect(secrets).toHaveLength(users);
  const action = 'secretsmanager:GetSecretValue';
  expect(secrets.filter((resource) => !permits(statements, { action, resource }))).toEqual([]);
  expect(
    allowed(statements)
      .filter(([name]) => name === action)
      .flatMap(([, resources]) => resources),
  ).toHaveLength(users + 1);
  const policies = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
  for (const { Properties } of policies) {
    expect(lengthOf(Properties.PolicyDocument, secretName)).toBeLessThanOrEqual(6_144);
  }
  const [role] = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
    Properties.Description.startsWith('Runs SQL'),
  );
  expect(role.Properties.ManagedPolicyArns.length).toBeGreaterThan(1);
  expect(role.Properties.ManagedPolicyArns.length).toBeLessThanOrEqual(10);
  expect(inCycles(template)).toEqual([]);
});

test('a few users need no additional policy', () => {
  const policies = (users: number) =>
    Object.keys(databaseOf(users).template().findResources('AWS::IAM::ManagedPolicy'));
  expect(policies(20)).toEqual(policies(0));
});

test('more users than fit into the policies are refused', () => {
  expect(() => databaseOf(200, 's'.repeat(490))).toThrow(
    '[Stack/Database/Bootstrap] the bootstrap function must be able to read the secret of every user, and the 10 ' +
      'policies ' +
      'that its role may have are full; give users iamAuthentication, or the database a shorter secretName',
  );
});
