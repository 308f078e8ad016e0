import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CredentialsRotation, EnvironmentProfile, OficinaPostgresProps } from '../../src';
import { database, emptyStack, isolatedVpc } from '../support/database';
import { allowed, functionOf } from '../support/functions';
import { allows, permits, text } from '../support/policy';
import { idOf, madeBefore } from '../support/references';

/** Without the bootstrap, whose function has its own test. */
const rotating = (props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()) =>
  database({ bootstrap: false, ...props }, stack);
const isolated = (props: Partial<OficinaPostgresProps> = {}, stack: Stack = emptyStack()) =>
  rotating({ vpc: isolatedVpc(stack), ...props }, stack);
const rotationFunction = (template: Template) => functionOf(template, 'DatabaseCredentialsRotationFunction');
const every = (interval: Duration, window?: Duration) => ({
  rotation: CredentialsRotation.builtin({ interval, window }),
});

const GROUP_ID = '^DatabaseCredentialsRotationSecurityGroup';
const GROUP = { 'Fn::GetAtt': [Match.stringLikeRegexp(GROUP_ID), 'GroupId'] };
const VIA_SECRETS_MANAGER = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };

describe('the function', () => {
  const { database: made, stack, template: synth } = isolated();
  const template = synth();
  const { properties, environment, statements } = rotationFunction(template);
  const secret = idOf(template, 'AWS::SecretsManager::SecretTargetAttachment');
  const key = idOf(template, 'AWS::KMS::Key', 'DatabaseEncryption');

  test("is the library's bundle, on a current runtime, with enough time to wait for a failover", () => {
    expect(properties).toMatchObject({
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 180, // the failover of an instance takes up to two minutes
      MemorySize: 256,
      Description: 'Rotates the password of the database user oficina_admin',
    });
  });

  test('is an attribute of the database', () => {
    expect(stack.resolve(made.rotationFunction!.functionArn)).toEqual({
      'Fn::GetAtt': [rotationFunction(template).id, 'Arn'],
    });
  });

  test('is in the subnets of the database, in a security group of its own', () => {
    expect(properties.VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      SecurityGroupIds: [{ 'Fn::GetAtt': [expect.stringMatching(GROUP_ID), 'GroupId'] }],
    });
  });

  test('gets the address of the database and the secret, but not the password', () => {
    const instance = idOf(template, 'AWS::RDS::DBInstance');
    const { SECRETS_MANAGER_ENDPOINT, ...rest } = environment;
    expect(rest).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [instance, 'Endpoint.Address'] },
      DATABASE_PORT: { 'Fn::GetAtt': [instance, 'Endpoint.Port'] },
      DATABASE_NAME: 'oficina_db',
      DATABASE_USER: 'oficina_admin',
      SECRET_ARN: { Ref: secret },
    });
    // The endpoint has no private DNS: it only answers to its own name, the first of its entries.
    const endpoint = idOf(template, 'AWS::EC2::VPCEndpoint');
    expect(SECRETS_MANAGER_ENDPOINT).toEqual({
      'Fn::Join': [
        '',
        [
          'https://',
          {
            'Fn::Select': [
              1,
              { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [endpoint, 'DnsEntries'] }] }] },
            ],
          },
        ],
      ],
    });
  });

  test('calls Secrets Manager by its public name if the subnets have a route out', () => {
    expect(rotationFunction(rotating().template()).environment).not.toHaveProperty('SECRETS_MANAGER_ENDPOINT');
  });

  test('uses the given names', () => {
    const given = rotationFunction(rotating({ databaseName: 'carros', masterUsername: 'dono' }).template());
    expect(given.environment).toMatchObject({ DATABASE_NAME: 'carros', DATABASE_USER: 'dono' });
    expect(given.properties.Description).toBe('Rotates the password of the database user dono');
  });

  test('can rotate this one secret, use its key for that, write its log, and be attached to the VPC', () => {
    const ON_SECRET = [{ Ref: secret }];
    const ON_KEY = [{ 'Fn::GetAtt': [key, 'Arn'] }];
    const ON_LOG = [{ 'Fn::GetAtt': [idOf(template, 'AWS::Logs::LogGroup', 'DatabaseCredentials'), 'Arn'] }];
    expect(Object.fromEntries(allowed(statements))).toEqual({
      'secretsmanager:DescribeSecret': ON_SECRET,
      'secretsmanager:GetSecretValue': ON_SECRET,
      'secretsmanager:ListSecretVersionIds': ON_SECRET,
      'secretsmanager:PutSecretValue': ON_SECRET,
      'secretsmanager:UpdateSecretVersionStage': ON_SECRET,
      'kms:Decrypt': ON_KEY,
      'kms:GenerateDataKey': ON_KEY,
      'logs:CreateLogStream': ON_LOG,
      'logs:PutLogEvents': ON_LOG,
      'ec2:CreateNetworkInterface': ['*'],
      'ec2:DescribeNetworkInterfaces': ['*'],
      'ec2:DescribeSubnets': ['*'],
      'ec2:DeleteNetworkInterface': ['*'],
      'ec2:AssignPrivateIpAddresses': ['*'],
      'ec2:UnassignPrivateIpAddresses': ['*'],
    });
    expect(allowed(statements)).toHaveLength(15); // each action once
  });

  test('can access no other secret, and use the key only through Secrets Manager', () => {
    const keyArn = `${key}.Arn`;
    expect(permits(statements, { action: 'secretsmanager:PutSecretValue', resource: secret })).toBe(true);
    expect(permits(statements, { action: 'secretsmanager:PutSecretValue', resource: 'AnotherSecret' })).toBe(false);
    expect(permits(statements, { action: 'secretsmanager:DeleteSecret', resource: secret })).toBe(false);
    expect(permits(statements, { action: 'kms:Decrypt', resource: keyArn, context: VIA_SECRETS_MANAGER })).toBe(true);
    expect(
      permits(statements, {
        action: 'kms:Decrypt',
        resource: keyArn,
        context: { 'kms:ViaService': 'rds.us-east-1.amazonaws.com' },
      }),
    ).toBe(false);
    expect(permits(statements, { action: 'kms:Decrypt', resource: keyArn })).toBe(false);
  });

  test('leaves network interfaces to Lambda: its own code cannot change them', () => {
    for (const [action] of allowed(statements).filter(([, resources]) => resources.includes('*'))) {
      expect(action).toMatch(/^ec2:/);
      expect(permits(statements, { action, resource: '*' })).toBe(true);
      // Lambda sets this key for calls by the code:
      // https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
      expect(
        permits(statements, {
          action,
          resource: '*',
          context: { 'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:111122223333:function:rotation' },
        }),
      ).toBe(false);
    }
  });

  test('gets access to the key by its own policy: the key policy does not name it', () => {
    expect(JSON.stringify(template.findResources('AWS::KMS::Key'))).not.toContain('RotationFunction');
    template.resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('can be called by Secrets Manager, for this account', () => {
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [rotationFunction(template).id, 'Arn'] },
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: '111122223333',
    });
  });

  test('runs one at a time, with one reserved execution', () => {
    expect(properties.ReservedConcurrentExecutions).toBe(1);
  });

  test('reserves no concurrency if that is turned off', () => {
    const rotation = CredentialsRotation.builtin({ reserveConcurrency: false });
    expect(rotationFunction(rotating({ rotation }).template()).properties).not.toHaveProperty(
      'ReservedConcurrentExecutions',
    );
  });
});

describe('its log', () => {
  const { template: synth } = rotating({ profile: EnvironmentProfile.prod({ logRetention: 30 }), monitoring: false });
  const template = synth();
  const id = idOf(template, 'AWS::Logs::LogGroup', 'DatabaseCredentials');

  test('is encrypted and kept as long as the logs of the instance, with the same removal policy', () => {
    template.hasResource('AWS::Logs::LogGroup', {
      Properties: {
        LogGroupName: '/aws/rds/instance/oficina-db-prod/rotation',
        KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
        RetentionInDays: 30,
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
    expect(rotationFunction(template).properties.LoggingConfig).toEqual({ LogGroup: { Ref: id } });
  });

  test('can use the key, because its name belongs to the database', () => {
    const { KeyPolicy } =
      template.findResources('AWS::KMS::Key')[idOf(template, 'AWS::KMS::Key', 'DatabaseEncryption')].Properties;
    const name = template.findResources('AWS::Logs::LogGroup')[id].Properties.LogGroupName;
    const request = (logGroup: string) => ({
      service: 'logs.us-east-1.amazonaws.com',
      action: 'kms:GenerateDataKey',
      context: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:us-east-1:111122223333:log-group:${logGroup}` },
    });
    expect(allows(KeyPolicy, request(name))).toBe(true);
    expect(allows(KeyPolicy, request('/aws/rds/instance/other/rotation'))).toBe(false);
  });
});

describe('its security group', () => {
  const egressOf = (template: Template) =>
    Object.values(template.findResources('AWS::EC2::SecurityGroupEgress', { Properties: { GroupId: GROUP } })).map(
      ({ Properties }) => Properties,
    );

  test('in isolated subnets reaches only the database and the endpoint', () => {
    const template = isolated({ port: 6543 }).template();
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Rotation function of the database password', // a change would replace the group
      // A group that allows no egress; the rules to its peers are separate resources.
      SecurityGroupEgress: Match.absent(),
      SecurityGroupIngress: Match.absent(),
    });
    expect(
      egressOf(template).map((rule) => [rule.FromPort, rule.ToPort, text(rule.DestinationSecurityGroupId)]),
    ).toEqual([
      [6543, 6543, expect.stringMatching(/^DatabaseNetworkSecurityGroup.*\.GroupId$/)],
      [443, 443, expect.stringMatching(/^DatabaseNetworkSecretsManagerEndpointSecurityGroup.*\.GroupId$/)],
    ]);
    // The other ends admit it, and no one else.
    const ingress = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(
      ({ Properties }) => Properties,
    );
    expect(
      ingress.map((rule) => [rule.FromPort, rule.ToPort, text(rule.GroupId), text(rule.SourceSecurityGroupId)]),
    ).toEqual([
      [6543, 6543, expect.stringMatching(/^DatabaseNetworkSecurityGroup/), expect.stringMatching(GROUP_ID)],
      [
        443,
        443,
        expect.stringMatching(/^DatabaseNetworkSecretsManagerEndpointSecurityGroup/),
        expect.stringMatching(GROUP_ID),
      ],
    ]);
  });

  test('in subnets with a route out reaches only the database, and Secrets Manager over HTTPS', () => {
    const template = rotating().template();
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Rotation function of the database password',
      SecurityGroupEgress: [
        { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp', Description: 'Secrets Manager' },
      ],
    });
    expect(egressOf(template).map((rule) => [rule.FromPort, rule.ToPort])).toEqual([[5432, 5432]]);
  });
});

describe('the schedule', () => {
  const rules = (props: Partial<OficinaPostgresProps>) => {
    const template = rotating(props).template();
    return template.findResources('AWS::SecretsManager::RotationSchedule')[
      idOf(template, 'AWS::SecretsManager::RotationSchedule')
    ].Properties;
  };

  test('runs every 30 days, and not at deployment', () => {
    expect(rules({})).toEqual({
      SecretId: { Ref: expect.stringMatching('^DatabaseCredentialsSecretAttachment') },
      RotationLambdaARN: { 'Fn::GetAtt': [expect.stringMatching('^DatabaseCredentialsRotationFunction'), 'Arn'] },
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    });
  });

  test.each([
    [every(Duration.days(1)), { ScheduleExpression: 'rate(1 day)' }],
    [every(Duration.days(1000)), { ScheduleExpression: 'rate(1000 days)' }],
    [every(Duration.hours(4)), { ScheduleExpression: 'rate(4 hours)' }],
    [every(Duration.minutes(300)), { ScheduleExpression: 'rate(5 hours)' }], // Secrets Manager does not support minutes
    [every(Duration.days(7), Duration.hours(3)), { ScheduleExpression: 'rate(7 days)', Duration: '3h' }],
    [every(Duration.days(7), Duration.minutes(120)), { ScheduleExpression: 'rate(7 days)', Duration: '2h' }],
  ])('has interval and window in the format of Secrets Manager: %#', (props, expected) => {
    expect(rules(props).RotationRules).toEqual(expected);
  });

  test('is created after instance, rules, endpoint and permission, so that its test can succeed', () => {
    const template = isolated().template();
    const before = madeBefore(template, idOf(template, 'AWS::SecretsManager::RotationSchedule'));
    for (const type of [
      'AWS::RDS::DBInstance',
      'AWS::SecretsManager::SecretTargetAttachment',
      'AWS::EC2::VPCEndpoint',
      'AWS::Lambda::Permission',
      'AWS::IAM::ManagedPolicy',
      'AWS::Logs::LogGroup',
      'AWS::EC2::SecurityGroupIngress',
      'AWS::EC2::SecurityGroupEgress',
      'AWS::EC2::SecurityGroup',
    ]) {
      const ids = Object.keys(template.findResources(type)).filter((id) => !/Events/.test(id));
      expect(ids.length).toBeGreaterThan(0);
      expect(before).toEqual(expect.arrayContaining(ids));
    }
  });

  test('is created after the route out of subnets in the same stack', () => {
    const stack = emptyStack();
    const template = rotating({ vpc: new ec2.Vpc(stack, 'Own', { maxAzs: 2, natGateways: 1 }) }, stack).template();
    const before = madeBefore(template, idOf(template, 'AWS::SecretsManager::RotationSchedule'));
    const routes = Object.keys(template.findResources('AWS::EC2::Route')).filter((id) => id.includes('PrivateSubnet'));
    expect(routes).toHaveLength(2);
    expect(before).toEqual(expect.arrayContaining(routes));
  });

  test('denies no one the deletion of the secret', () => {
    rotating()
      .template()
      .hasResourceProperties('AWS::SecretsManager::ResourcePolicy', {
        ResourcePolicy: {
          Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Action: 'secretsmanager:DeleteSecret' })]),
        },
      });
  });
});

test('an environment-agnostic stack has a rotation function', () => {
  const stack = new Stack(new App(), 'Stack');
  const template = rotating({ vpc: new ec2.Vpc(stack, 'Own', { maxAzs: 2 }) }, stack).template();
  const { statements } = rotationFunction(template);
  template.hasResourceProperties('AWS::Lambda::Permission', { SourceAccount: { Ref: 'AWS::AccountId' } });
  const key = statements.find(({ Condition }) => Condition?.StringEquals);
  expect(text(key.Condition.StringEquals['kms:ViaService'])).toBe('secretsmanager.AWS::Region.AWS::URLSuffix');
});
