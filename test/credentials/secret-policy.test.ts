import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CredentialsRotation, OficinaPostgres, UserPrivileges } from '../../src';
import { database, ENVIRONMENT } from '../support/database';
import { RECOMMENDED_FLAGS } from '../support/feature-flags';

const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });
const DENY_WITHOUT_TLS = {
  Sid: 'DenyWithoutTls',
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 'secretsmanager:*',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** The policies of secrets. */
function policies(stack: Stack): any[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::SecretsManager::ResourcePolicy')).map(
    ({ Properties }) => Properties,
  );
}

function withUsers(
  context: Record<string, unknown>,
  rotation?: CredentialsRotation,
): { made: OficinaPostgres; stack: Stack } {
  const stack = new Stack(new App({ context }), 'Stack', { env: ENVIRONMENT });
  const { database: made } = database({ monitoring: false, rotation }, stack);
  made.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
  made.addApplicationUser('billing', { privileges: UserPrivileges.READ_ONLY });
  made.addApplicationUser('jobs', { privileges: UserPrivileges.READ_ONLY, iamAuthentication: true });
  return { made, stack };
}

describe.each([
  ['with the flags of cdk init', RECOMMENDED_FLAGS],
  ['without flags', {}],
])('%s', (_, context) => {
  test.each([
    ['rotates', undefined],
    ['does not rotate', DISABLED],
  ])('every secret that %s has one policy, which blocks public policies', (__, rotation) => {
    const { stack } = withUsers(context, rotation);
    const secrets = Object.keys(Template.fromStack(stack).findResources('AWS::SecretsManager::Secret'));
    expect(secrets).toHaveLength(3);
    expect(policies(stack)).toHaveLength(3);
    for (const { BlockPublicPolicy, ResourcePolicy } of policies(stack)) {
      expect(BlockPublicPolicy).toBe(true);
      expect(ResourcePolicy.Statement).toContainEqual(DENY_WITHOUT_TLS);
    }
  });

  test('a statement of the caller goes into the same policy, which can still admit another account', () => {
    const { made, stack } = withUsers(context);
    const statement = new iam.PolicyStatement({
      principals: [new iam.ArnPrincipal('arn:aws:iam::444455556666:role/audit')],
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['*'],
    });
    for (const secret of [made.secret, made.userSecret('orders')]) {
      expect(secret.addToResourcePolicy(statement).statementAdded).toBe(true);
    }
    expect(policies(stack)).toHaveLength(3);
    expect(policies(stack).every(({ BlockPublicPolicy }) => BlockPublicPolicy)).toBe(true);
    const letIn = policies(stack).filter(({ ResourcePolicy }) => JSON.stringify(ResourcePolicy).includes('role/audit'));
    expect(letIn).toHaveLength(2);
  });
});

test('a secret that RDS creates gets no policy', () => {
  const { stack } = database({ rotation: CredentialsRotation.managedByRds(), monitoring: false });
  expect(policies(stack)).toEqual([]);
});
