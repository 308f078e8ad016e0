import { createHash } from 'crypto';
import { readdirSync, readFileSync } from 'fs';
import * as path from 'path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { BootstrapSql, CredentialsRotation, OficinaPostgresProps, UserPrivileges } from '../../src';
import { initDbSql } from '../../src/bootstrap/bootstrap-code';
import { handlerFolder } from '../../src/functions/database-function';
import { parseManifest } from '../../src/handlers/bootstrap/script';
import { database, emptyStack, isolatedVpc } from '../support/database';
import { allowed, codeOf as folderOf, functionOf } from '../support/functions';
import { permits } from '../support/policy';
import { idOf, inCycles, madeBefore } from '../support/references';

const TYPE = 'Custom::OficinaPostgresBootstrap';
const isolated = (props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()) =>
  database({ vpc: isolatedVpc(stack), monitoring: false, ...props }, stack);
const bootstrapFunction = (template: Template) => functionOf(template, 'DatabaseBootstrapFunction');
const resource = (template: Template) => template.findResources(TYPE)[idOf(template, TYPE)];
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const ORDERS = BootstrapSql.inline('010-orders.sql', 'CREATE TABLE oficina.ordem (id int)');
const UNITS = BootstrapSql.inline('005-units.sql', 'SELECT 1');

const codeOf = (stack: Stack) => folderOf(stack, 'DatabaseBootstrapFunction');
const filesIn = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('the function', () => {
  const { stack, template: synth } = isolated();
  const template = synth();
  const { properties, environment, statements } = bootstrapFunction(template);
  const secret = idOf(template, 'AWS::SecretsManager::SecretTargetAttachment');
  const endpoint = idOf(template, 'AWS::EC2::VPCEndpoint');

  test('has a shorter timeout than its caller, so that it can report an error', () => {
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 840,
      Description: 'Runs SQL in the database oficina-db-dev with each deployment',
    });
    expect(functionOf(template, 'DatabaseBootstrapProviderframeworkonEvent').properties.Timeout).toBe(900);
    expect(properties).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('is in the subnets of the database, in the security group of the rotation', () => {
    expect(properties.VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      SecurityGroupIds: [
        { 'Fn::GetAtt': [expect.stringMatching('^DatabaseCredentialsRotationSecurityGroup'), 'GroupId'] },
      ],
    });
  });

  test('gets the address of the database and the master user', () => {
    const instance = idOf(template, 'AWS::RDS::DBInstance');
    expect(environment).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [instance, 'Endpoint.Address'] },
      DATABASE_PORT: { 'Fn::GetAtt': [instance, 'Endpoint.Port'] },
      DATABASE_NAME: 'oficina_db',
      MASTER_SECRET_ARN: { Ref: secret },
      MASTER_USERNAME: 'oficina_admin',
      SECRETS_MANAGER_ENDPOINT: { 'Fn::Join': ['', ['https://', expect.anything()]] },
    });
    expect(JSON.stringify(environment.SECRETS_MANAGER_ENDPOINT)).toContain(endpoint);
  });

  test('can read secrets, use their key, write its log, and run in the VPC', () => {
    expect(Object.fromEntries(allowed(statements).filter(([action]) => !action.startsWith('ec2:')))).toEqual({
      'secretsmanager:GetSecretValue': [{ Ref: secret }],
      'kms:Decrypt': [{ 'Fn::GetAtt': [idOf(template, 'AWS::KMS::Key'), 'Arn'] }],
      'logs:CreateLogStream': [{ 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', 'DatabaseBootstrap'), 'Arn'] }],
      'logs:PutLogEvents': [{ 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', 'DatabaseBootstrap'), 'Arn'] }],
    });
    for (const [action, resources] of allowed(statements)) {
      if (!resources.includes('*')) continue;
      expect(action).toMatch(/^ec2:\w+(NetworkInterfaces?|Subnets|PrivateIpAddresses)$/);
      expect(permits(statements, { action, resource: '*', context: { 'lambda:SourceFunctionArn': 'arn' } })).toBe(
        false,
      );
    }
    expect(permits(statements, { action: 'kms:Decrypt', resource: `${idOf(template, 'AWS::KMS::Key')}.Arn` })).toBe(
      false,
    );
  });

  test('can read the secrets of users that are added later, and no other', () => {
    const later = isolated();
    later.database.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
    later.database.addApplicationUser('migrations', { privileges: UserPrivileges.OWNER, iamAuthentication: true });
    const own = bootstrapFunction(later.template()).statements;
    expect(allowed(own)[0]).toEqual([
      'secretsmanager:GetSecretValue',
      [{ Ref: secret }, { Ref: idOf(later.template(), 'AWS::SecretsManager::Secret', 'DatabaseUsersorders') }],
    ]);
    expect(allowed(own).filter(([action]) => action.startsWith('secretsmanager:'))).toHaveLength(1);
  });

  test('writes to its own encrypted log, with the retention of the logs of the instance', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: '/aws/rds/instance/oficina-db-dev/bootstrap',
        KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
        RetentionInDays: 90,
      },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    expect(properties.LoggingConfig).toEqual({
      LogGroup: { Ref: idOf(template, 'AWS::Logs::LogGroup', 'DatabaseBootstrap') },
    });
  });

  test("is the bundle with the library's own script, and without users", () => {
    const folder = codeOf(stack);
    expect(filesIn(folder)).toEqual(['index.js', 'sql', 'sql/0000.sql', 'sql/manifest.json', 'users.json']);
    expect(filesIn(folder)).toEqual([...filesIn(handlerFolder('bootstrap function')), 'users.json']);
    expect(readFileSync(path.join(folder, 'users.json'), 'utf8')).toBe('[]\n');
    expect(sha256(readFileSync(path.join(folder, 'index.js')))).toBe(
      sha256(readFileSync(path.join(handlerFolder('bootstrap function'), 'index.js'))),
    );
    const scripts = parseManifest(readFileSync(path.join(folder, 'sql', 'manifest.json'), 'utf8'), 'sql');
    expect(scripts).toEqual([expect.objectContaining({ name: 'init-db.sql', repeatable: true, path: 'sql/0000.sql' })]);
  });
});

describe('with SQL of the caller', () => {
  const { stack, template } = isolated({ bootstrapSql: [ORDERS, UNITS] });

  test('has the SQL in its code, in the order of the list', () => {
    const folder = codeOf(stack);
    expect(filesIn(folder)).toEqual([
      'index.js',
      'sql',
      'sql/0000.sql',
      'sql/0001.sql',
      'sql/0002.sql',
      'sql/manifest.json',
      'users.json',
    ]);
    expect(sha256(readFileSync(path.join(folder, 'index.js')))).toBe(
      sha256(readFileSync(path.join(handlerFolder('bootstrap function'), 'index.js'))),
    );
    const scripts = parseManifest(
      readFileSync(path.join(folder, 'sql', 'manifest.json'), 'utf8'),
      path.join(folder, 'sql'),
    );
    expect(scripts.map(({ name, repeatable }) => [name, repeatable])).toEqual([
      ['init-db.sql', true],
      ['010-orders.sql', false],
      ['005-units.sql', false],
    ]);
    for (const { path: file, checksum } of scripts) expect(sha256(readFileSync(file))).toBe(checksum);
    expect(readFileSync(scripts[1].path, 'utf8')).toBe('CREATE TABLE oficina.ordem (id int)');
  });

  test('has its checksum in the resource, so that CloudFormation notices a change', () => {
    expect(resource(template()).Properties.Scripts).toEqual([
      `init-db.sql ${initDbSql().checksum}`,
      `010-orders.sql ${sha256('CREATE TABLE oficina.ordem (id int)')}`,
      `005-units.sql ${sha256('SELECT 1')}`,
    ]);
  });

  test('changes the code and the property when the content changes', () => {
    const of = (...bootstrapSql: BootstrapSql[]) => {
      const made = isolated({ bootstrapSql }).template();
      return { code: bootstrapFunction(made).properties.Code.S3Key, scripts: resource(made).Properties.Scripts };
    };
    expect(of(ORDERS)).toEqual(of(ORDERS));
    const changed = of(BootstrapSql.inline('010-orders.sql', 'CREATE TABLE oficina.ordem (id bigint)'));
    expect(changed.code).not.toBe(of(ORDERS).code);
    expect(changed.scripts[0]).toBe(of(ORDERS).scripts[0]);
    expect(changed.scripts[1]).not.toBe(of(ORDERS).scripts[1]);
    expect(of(ORDERS, UNITS).code).not.toBe(of(UNITS, ORDERS).code);
  });

  test('treats an empty list like no list', () => {
    const code = (props: Partial<OficinaPostgresProps>) =>
      bootstrapFunction(isolated(props).template()).properties.Code;
    expect(code({ bootstrapSql: [] })).toEqual(code({}));
  });
});

describe('the resource', () => {
  const { template: synth } = isolated();
  const template = synth();
  const { Properties, DeletionPolicy, UpdateReplacePolicy } = resource(template);

  test('changes if the function must run again', () => {
    expect(Properties).toEqual({
      ServiceToken: { 'Fn::GetAtt': [functionOf(template, 'DatabaseBootstrapProviderframeworkonEvent').id, 'Arn'] },
      // A replaced instance is an empty one.
      Host: { 'Fn::GetAtt': [idOf(template, 'AWS::RDS::DBInstance'), 'Endpoint.Address'] },
      MasterSecretArn: { Ref: idOf(template, 'AWS::SecretsManager::SecretTargetAttachment') },
      Scripts: [`init-db.sql ${initDbSql().checksum}`],
    });
  });

  test('is deleted with the stack, and changes nothing in the database', () => {
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Delete', 'Delete']);
  });

  test('is created after everything that the function needs: instance, secret, policies, rules and endpoint', () => {
    const before = madeBefore(template, idOf(template, TYPE));
    for (const type of [
      'AWS::RDS::DBInstance',
      'AWS::SecretsManager::SecretTargetAttachment',
      'AWS::EC2::VPCEndpoint',
      'AWS::EC2::SecurityGroup',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::EC2::SecurityGroupEgress',
    ]) {
      const ids = Object.keys(template.findResources(type));
      expect(ids.length).toBeGreaterThan(0);
      expect(before).toEqual(expect.arrayContaining(ids));
    }
    for (const prefix of ['DatabaseBootstrapFunctionPolicy', 'DatabaseBootstrapProviderPolicy']) {
      expect(before).toContain(idOf(template, 'AWS::IAM::ManagedPolicy', prefix));
    }
    expect(inCycles(template)).toEqual([]);
  });

  test('does not wait for the rotation', () => {
    expect(
      madeBefore(template, idOf(template, TYPE)).filter((id) => /RotationSchedule|RotationFunction/.test(id)),
    ).toEqual([]);
  });

  test('waits for the routes that are created in the same stack', () => {
    const stack = emptyStack();
    const withNat = database(
      {
        vpc: new ec2.Vpc(stack, 'Own', { maxAzs: 2, natGateways: 1 }),
        rotation: CredentialsRotation.disabled({ reason: 'tested elsewhere' }),
      },
      stack,
    ).template();
    const routes = Object.keys(withNat.findResources('AWS::EC2::Route')).filter((id) => id.includes('PrivateSubnet'));
    expect(routes).toHaveLength(2);
    expect(madeBefore(withNat, idOf(withNat, TYPE))).toEqual(expect.arrayContaining(routes));
  });

  test('works with a secret that RDS manages', () => {
    const managed = isolated({ rotation: CredentialsRotation.managedByRds() }).template();
    const arn = { 'Fn::GetAtt': [idOf(managed, 'AWS::RDS::DBInstance'), 'MasterUserSecret.SecretArn'] };
    expect(resource(managed).Properties.MasterSecretArn).toEqual(arn);
    expect(bootstrapFunction(managed).environment.MASTER_SECRET_ARN).toEqual(arn);
    expect(allowed(bootstrapFunction(managed).statements)[0]).toEqual(['secretsmanager:GetSecretValue', [arn]]);
  });
});

describe('the function that CloudFormation calls', () => {
  const template = isolated().template();
  const { properties, statements } = functionOf(template, 'DatabaseBootstrapProviderframeworkonEvent');

  test('can only call the other one and write the log', () => {
    const onFunction = [{ 'Fn::GetAtt': [bootstrapFunction(template).id, 'Arn'] }];
    const onLog = [{ 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', 'DatabaseBootstrap'), 'Arn'] }];
    expect(allowed(statements)).toEqual([
      ['lambda:InvokeFunction', onFunction],
      ['lambda:GetFunction', onFunction],
      ['logs:CreateLogStream', onLog],
      ['logs:PutLogEvents', onLog],
    ]);
  });

  test('runs on the same Node.js as the other functions, whichever CDK chooses', () => {
    expect(properties.Runtime).toBe('nodejs24.x');
  });

  test('is outside of the VPC, because it sends its response to a public address', () => {
    expect(properties).not.toHaveProperty('VpcConfig');
    expect(properties.LoggingConfig.LogGroup).toEqual({
      Ref: idOf(template, 'AWS::Logs::LogGroup', 'DatabaseBootstrap'),
    });
  });

  test('describes its purpose in its role and its policy', () => {
    const Description = 'Answers CloudFormation for the SQL of the database oficina-db-dev';
    template.hasResourceProperties('AWS::IAM::Role', { Description });
    template.hasResourceProperties('AWS::IAM::ManagedPolicy', { Description });
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });
});

test('bootstrap: false creates none of these resources', () => {
  const template = isolated({ bootstrap: false }).template();
  template.resourceCountIs(TYPE, 0);
  template.resourcePropertiesCountIs(
    'AWS::Logs::LogGroup',
    { LogGroupName: '/aws/rds/instance/oficina-db-dev/bootstrap' },
    0,
  );
  expect(Object.keys(template.toJSON().Resources).filter((id) => /Bootstrap|Users/.test(id))).toEqual([]);
  template.resourceCountIs('AWS::Lambda::Function', 1); // the rotation
});
