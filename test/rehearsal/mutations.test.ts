import { setTimeout as sleep } from 'timers/promises';
import { DatabaseApp, DatabaseState } from './database-app';
import { BrokenTemplate, logicalId, mutate, Mutation, remove, removeAction, resource } from './mutation';
import { startScenario } from './scenario';
import { Deployment } from '../../rehearsal/deployment';
import { roleActions } from '../../rehearsal/granted-actions';
import { CallEntry } from '../../rehearsal/journal';
import { Rehearsal } from '../../rehearsal/rehearsal';
import { Outcome } from '../../tools/support/run';

/*
 * Tests that the emulator finds mistakes: a template with a mistake is not deployed, or does not work, and the message
 * names the cause.
 */

const IDENTIFIER = 'oficina-db-dev';
const STACK = 'database';
const STATE: DatabaseState = { users: [{ name: 'orders' }] };
const ROTATION = 'DatabaseCredentialsRotationFunction';

let rehearsal: Rehearsal;
let app: DatabaseApp;

beforeAll(async () => {
  ({ rehearsal, app } = await startScenario('us-east-1'));
}, 240_000);

afterAll(() => rehearsal?.stop(), 60_000);

/** Shortens the timeout of functions. They wait for permissions and the database until 15 seconds before it. */
function makeImpatient({ Resources: resources }: BrokenTemplate): void {
  for (const { Type: type, Properties: properties } of Object.values(resources)) {
    if (type === 'AWS::Lambda::Function') properties.Timeout = 20;
  }
}

/** Deploys a state with a mistake in its template. */
async function deployBroken(state: DatabaseState, mutation: Mutation): Promise<Outcome & { deployment: Deployment }> {
  const deployment = await app.at(state);
  mutate(deployment, state.stack ?? STACK, makeImpatient);
  mutate(deployment, state.stack ?? STACK, mutation);
  const { status, output } = await deployment.tryToDeploy();
  return { status, output: output.replace(/\s+/g, ' '), deployment };
}

/** The state of a new stack next to the intact one, with names of its own. */
function newStack(name: string): DatabaseState {
  return { ...STATE, stack: name, identifier: name, ssmParameterPrefix: `/${name}` };
}

/** Rotates a secret, which must fail, and returns why. */
async function failedRotation(secret: string): Promise<string> {
  const known = rehearsal.emulator.journal().length;
  await rehearsal.cloud().startRotation(secret);
  for (;;) {
    for (const entry of rehearsal.emulator.journal().slice(known)) {
      if (entry.kind === 'rotation-failed') return entry.error;
      if (entry.kind === 'rotated') throw new Error(`${secret} has been rotated`);
    }
    await sleep(100);
  }
}

/** Returns the actions that were denied after the first `known` calls. */
function deniedSince(known: number): Set<string> {
  const calls: CallEntry[] = rehearsal.calls().slice(known);
  return new Set(calls.filter(({ denied }) => denied !== null).map(({ action }) => action));
}

/** Returns the actions that the role of the rotation function may call, and has never called. */
async function unusedActions(deployment: Deployment): Promise<string[]> {
  const template = deployment.template(STACK);
  const roles = roleActions(template, rehearsal.calls(), await rehearsal.cloud().physicalIds(STACK));
  const { granted, called } = roles.find(({ role }) => role.startsWith(ROTATION))!;
  return granted.filter((action) => !called.includes(action));
}

const instance = (template: BrokenTemplate) => resource(template, 'AWS::RDS::DBInstance');
const rotation = (template: BrokenTemplate) => resource(template, 'AWS::Lambda::Function', ROTATION);
const bootstrap = (template: BrokenTemplate) => resource(template, 'Custom::OficinaPostgresBootstrap');
const policy = (template: BrokenTemplate, of: string) =>
  resource(template, 'AWS::IAM::ManagedPolicy', `${of}Policy`).Properties.PolicyDocument;

test('control: the intact template comes up, its secrets rotate, and no call is denied', async () => {
  const deployment = await app.at(STATE);
  mutate(deployment, STACK, makeImpatient);
  await deployment.deploy();
  for (const secret of [IDENTIFIER, `${IDENTIFIER}/orders`]) await rehearsal.cloud().rotate(secret);
  expect(rehearsal.deniedCalls()).toEqual([]);
}, 120_000);

describe('a template is refused before anything changes', () => {
  const mutations: [string, string, Mutation][] = [
    [
      'a wrong attribute',
      "'Endpoint.Host' is not one of",
      (template) => {
        const host = { 'Fn::GetAtt': [logicalId(template, 'AWS::RDS::DBInstance'), 'Endpoint.Host'] };
        rotation(template).Properties.Environment.Variables.DATABASE_HOST = host;
      },
    ],
    [
      'an unknown type',
      "Resource type 'AWS::RDS::DBShards' does not exist",
      ({ Resources: resources }) => {
        resources.Shards = { Type: 'AWS::RDS::DBShards', Properties: {} };
      },
    ],
    [
      'a misspelt property',
      "'MultiAz' was unexpected",
      (template) => {
        instance(template).Properties.MultiAz = false;
      },
    ],
    [
      'a misspelt property in a property',
      "'SubnetIDs' was unexpected",
      (template) => {
        const network = rotation(template).Properties.VpcConfig;
        network.SubnetIDs = network.SubnetIds;
      },
    ],
    [
      'a circular dependency',
      'Circular Dependencies for resource Database',
      (template) => {
        instance(template).DependsOn!.push(
          logicalId(template, 'AWS::SecretsManager::SecretTargetAttachment', 'DatabaseCredentials'),
        );
      },
    ],
  ];

  test.each(mutations)(
    'for %s',
    async (_, cause, mutation) => {
      const { status, output } = await deployBroken(STATE, mutation);
      expect(output).toContain(cause);
      expect(status).toBe(1);
      expect(await rehearsal.cloud().stackStatus(STACK)).toBe('CREATE_COMPLETE');
    },
    60_000,
  );
});

describe('a new stack fails, and is rolled back', () => {
  const withoutOrder: Mutation = (template) => {
    delete bootstrap(template).DependsOn;
  };
  const mutations: [string, string, string, Mutation][] = [
    [
      'without-variable',
      'a function lacks an environment variable',
      'the environment variable DATABASE_HOST must be set, and is not',
      (template) => {
        delete rotation(template).Properties.Environment.Variables.DATABASE_HOST;
      },
    ],
    [
      'without-permission',
      'Secrets Manager may not invoke the rotation function',
      'Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com',
      (template) => remove(template, logicalId(template, 'AWS::Lambda::Permission', ROTATION)),
    ],
    [
      'without-grant',
      'the rotation function may not describe its secret',
      'no identity-based policy allows the secretsmanager:DescribeSecret action',
      (template) => removeAction(policy(template, ROTATION), 'secretsmanager:DescribeSecret'),
    ],
    [
      'without-decryption',
      'the bootstrap function may not decrypt its secret',
      'Access to KMS is not allowed',
      (template) => removeAction(policy(template, 'DatabaseBootstrapFunction'), 'kms:Decrypt'),
    ],
    ['without-order', 'the bootstrap has no DependsOn', 'Secrets Manager does not answer (ETIMEDOUT)', withoutOrder],
    [
      'without-attachment',
      'the bootstrap has no DependsOn, and no reference to the attachment of the master secret',
      'Secrets Manager does not answer (ETIMEDOUT)',
      (template) => {
        withoutOrder(template);
        const secret = logicalId(template, 'AWS::SecretsManager::Secret', 'DatabaseCredentials');
        bootstrap(template).Properties.MasterSecretArn = { Ref: secret };
      },
    ],
    [
      'without-rule',
      'the bootstrap has no DependsOn for the rule that lets it in to the database',
      'on port 5432; the function must reach the database',
      (template) => {
        const rule = ingressOf(template, 'DatabaseNetworkSecurityGroup');
        const { DependsOn: names } = bootstrap(template);
        bootstrap(template).DependsOn = names!.filter((name) => name !== rule);
      },
    ],
    [
      'without-order-of-rotation',
      'the rotation of the master password has a DependsOn for its permission only',
      'Secrets Manager does not answer (ETIMEDOUT)',
      (template) => {
        resource(template, 'AWS::SecretsManager::RotationSchedule', 'DatabaseCredentials').DependsOn = [
          logicalId(template, 'AWS::Lambda::Permission', ROTATION),
        ];
      },
    ],
    [
      'without-ingress',
      'the database does not let the functions in',
      'on port 5432; the function must reach the database',
      (template) => remove(template, ingressOf(template, 'DatabaseNetworkSecurityGroup')),
    ],
    [
      'without-endpoint',
      'the endpoint of Secrets Manager does not let the functions in',
      'Secrets Manager does not answer (ETIMEDOUT)',
      (template) => remove(template, ingressOf(template, 'DatabaseNetworkSecretsManagerEndpointSecurityGroup')),
    ],
  ];

  test.each(mutations)(
    '%s: %s',
    async (name, _, cause, mutation) => {
      const { status, output } = await deployBroken(newStack(name), mutation);
      expect(output).toContain(cause);
      expect(status).toBe(1);
      expect(await rehearsal.cloud().stackStatus(name)).toBe('ROLLBACK_COMPLETE');
    },
    90_000,
  );
});

/** Returns the logical id of the rule that lets the functions in to a security group. */
function ingressOf(template: BrokenTemplate, group: string): string {
  return logicalId(template, 'AWS::EC2::SecurityGroupIngress', `${group}from`, 'CredentialsRotation');
}

describe('a rotation fails', () => {
  const mutations: [string, string, string, Mutation][] = [
    [
      'its function may not store a version',
      'no identity-based policy allows the secretsmanager:PutSecretValue action',
      'secretsmanager:PutSecretValue',
      (template) => removeAction(policy(template, ROTATION), 'secretsmanager:PutSecretValue'),
    ],
    [
      'the policy of the endpoint does not allow storing a version',
      'is not authorized to perform: secretsmanager:PutSecretValue',
      'secretsmanager:PutSecretValue',
      (template) => {
        const endpoint = resource(template, 'AWS::EC2::VPCEndpoint');
        for (const statement of endpoint.Properties.PolicyDocument.Statement) {
          statement.Action = [statement.Action].flat().filter((name) => name !== 'secretsmanager:PutSecretValue');
        }
      },
    ],
    [
      'its function may not decrypt the secret',
      'Access to KMS is not allowed',
      'kms:Decrypt',
      (template) => removeAction(policy(template, ROTATION), 'kms:Decrypt'),
    ],
    [
      'its function may use the key for another service',
      'Access to KMS is not allowed',
      'kms:Decrypt',
      (template) => {
        const document = policy(template, ROTATION);
        const statement = document.Statement.find(({ Condition }: any) => Condition?.StringEquals?.['kms:ViaService']);
        statement.Condition.StringEquals['kms:ViaService'] = 'rds.us-east-1.amazonaws.com';
      },
    ],
  ];

  test.each(mutations)(
    'when %s',
    async (_, cause, action, mutation) => {
      expect(await deployBroken(STATE, mutation)).toMatchObject({ status: 0 });
      const known = rehearsal.calls().length;
      expect(await failedRotation(IDENTIFIER)).toContain(cause);
      expect(deniedSince(known)).toContain(action);
    },
    90_000,
  );
});

test('an action that nothing calls is listed', async () => {
  const known = rehearsal.calls().length;
  const { status, deployment } = await deployBroken(STATE, (template) => {
    const [statement] = policy(template, ROTATION).Statement;
    statement.Action.push('secretsmanager:DeleteSecret');
  });
  expect(status).toBe(0);
  await rehearsal.cloud().rotate(IDENTIFIER);
  expect(deniedSince(known)).toEqual(new Set());
  expect(await unusedActions(deployment)).toEqual([
    'secretsmanager:DeleteSecret',
    'secretsmanager:ListSecretVersionIds',
  ]);
}, 90_000);

describe('a name that is taken', () => {
  const names: [string, string, string, Mutation][] = [
    [
      'instance',
      "type 'AWS::RDS::DBInstance'",
      IDENTIFIER,
      (template) => {
        instance(template).Properties.DBInstanceIdentifier = IDENTIFIER;
      },
    ],
    [
      'secret',
      "type 'AWS::SecretsManager::Secret'",
      `${IDENTIFIER}/orders`,
      (template) => {
        resource(template, 'AWS::SecretsManager::Secret', 'DatabaseUsers').Properties.Name = `${IDENTIFIER}/orders`;
      },
    ],
    [
      'log-group',
      "type 'AWS::Logs::LogGroup'",
      `/aws/rds/instance/${IDENTIFIER}/upgrade`,
      (template) => {
        const group = resource(template, 'AWS::Logs::LogGroup', 'DatabaseLogsupgrade');
        group.Properties.LogGroupName = `/aws/rds/instance/${IDENTIFIER}/upgrade`;
      },
    ],
  ];

  test.each(names)(
    'is refused to a new stack: %s',
    async (kind, type, name, mutation) => {
      const { status, output } = await deployBroken(newStack(`taken-${kind}`), mutation);
      expect(output).toContain(`Resource of ${type} with identifier '${name}' already exists`);
      expect(status).toBe(1);
    },
    90_000,
  );

  const replacements: [string, Mutation][] = [
    [
      'subnet group',
      (template) => {
        template.Resources.OtherSubnets = structuredClone(resource(template, 'AWS::RDS::DBSubnetGroup'));
        instance(template).Properties.DBSubnetGroupName = { Ref: 'OtherSubnets' };
      },
    ],
    [
      'key',
      (template) => {
        const other = logicalId(template, 'AWS::KMS::Key', 'DatabaseMonitoring');
        instance(template).Properties.KmsKeyId = { 'Fn::GetAtt': [other, 'Arn'] };
      },
    ],
  ];

  test.each(replacements)(
    'prevents a replacement of the instance because of another %s',
    async (_, mutation) => {
      const { DbiResourceId: before } = await rehearsal.cloud().instance(IDENTIFIER);
      const { status, output } = await deployBroken(STATE, mutation);
      expect(output).toContain('cannot update a stack when a custom-named resource requires replacing');
      expect(output).toContain(`Rename ${IDENTIFIER}`);
      expect(status).toBe(1);
      expect(await rehearsal.cloud().stackStatus(STACK)).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect((await rehearsal.cloud().instance(IDENTIFIER)).DbiResourceId).toBe(before);
    },
    90_000,
  );
});

test('a protected instance is not deleted', async () => {
  const deployment = await app.at({ ...STATE, deletionProtection: true });
  await deployment.deploy();
  await expect(deployment.destroy()).rejects.toMatchObject({
    output: expect.stringMatching(/disable\s+deletion\s+protection/),
  });
  expect((await rehearsal.cloud().instance(IDENTIFIER)).DeletionProtection).toBe(true);
}, 90_000);
