import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IOficinaPostgres, OficinaPostgresBase } from '../src';
import { database, ENVIRONMENT } from './support/database';

type MetricMethod = (options?: cloudwatch.MetricOptions) => cloudwatch.Metric;

/** Each metric with its name in CloudWatch, and the statistic that its alarm or graph uses. */
const METRICS: Record<string, [metricName: string, statistic: string]> = {
  metricCpuUtilization: ['CPUUtilization', 'Average'],
  metricDatabaseConnections: ['DatabaseConnections', 'Average'],
  metricFreeStorageSpace: ['FreeStorageSpace', 'Minimum'],
  metricFreeableMemory: ['FreeableMemory', 'Minimum'],
  metricSwapUsage: ['SwapUsage', 'Maximum'],
  metricReadIops: ['ReadIOPS', 'Average'],
  metricWriteIops: ['WriteIOPS', 'Average'],
  metricReadLatency: ['ReadLatency', 'Average'],
  metricWriteLatency: ['WriteLatency', 'Average'],
  metricReadThroughput: ['ReadThroughput', 'Average'],
  metricWriteThroughput: ['WriteThroughput', 'Average'],
  metricDiskQueueDepth: ['DiskQueueDepth', 'Average'],
  metricCpuCreditBalance: ['CPUCreditBalance', 'Minimum'],
  metricCpuSurplusCreditBalance: ['CPUSurplusCreditBalance', 'Maximum'],
  metricDbLoad: ['DBLoad', 'Average'],
  metricMaximumUsedTransactionIds: ['MaximumUsedTransactionIDs', 'Maximum'],
  metricOldestReplicationSlotLag: ['OldestReplicationSlotLag', 'Maximum'],
  metricTransactionLogsDiskUsage: ['TransactionLogsDiskUsage', 'Maximum'],
};

const role = (stack: Stack, id = 'Role') =>
  new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

describe('metrics', () => {
  const { database: made } = database({ instanceIdentifier: 'carros' });
  const call = (method: string, options?: cloudwatch.MetricOptions) =>
    (made as unknown as Record<string, MetricMethod>)[method].call(made, options);

  test('are all in this test', () => {
    const source = readFileSync(join(__dirname, '..', 'src', 'oficina-postgres-base.ts'), 'utf8');
    const methods = new Set([...source.matchAll(/public (metric[A-Z]\w*)\(/g)].map(([, name]) => name));
    expect([...methods].sort()).toEqual(Object.keys(METRICS).sort());
    for (const method of methods) expect(OficinaPostgresBase.prototype).toHaveProperty(method);
  });

  test.each(Object.entries(METRICS))('%s', (method, [metricName, statistic]) => {
    const metric = call(method);
    expect(metric).toMatchObject({
      namespace: 'AWS/RDS',
      metricName,
      statistic,
      dimensions: { DBInstanceIdentifier: 'carros' },
    });
    expect(metric.period.toMinutes()).toBe(5);
  });

  test.each(Object.keys(METRICS))('%s accepts options, which take precedence', (method) => {
    const metric = call(method, { statistic: 'p99', period: Duration.minutes(1), label: 'mine' });
    expect(metric).toMatchObject({ statistic: 'p99', label: 'mine', metricName: METRICS[method][0] });
    expect(metric.period.toMinutes()).toBe(1);
  });

  test('can have any other name', () => {
    expect(made.metric('CheckpointLag')).toMatchObject({
      namespace: 'AWS/RDS',
      metricName: 'CheckpointLag',
      statistic: 'Average',
    });
    expect(made.metric('CheckpointLag', { statistic: 'Sum' }).statistic).toBe('Sum');
  });

  test('have account and region of the database, so that a dashboard elsewhere finds them', () => {
    expect(made.metricCpuUtilization()).toMatchObject({ account: '111122223333', region: 'us-east-1' });
  });
});

describe('grantConnect', () => {
  test('admits one user of this database', () => {
    const { database: made, stack, template } = database();
    const grant = made.grantConnect(role(stack), 'app');
    expect(grant.success).toBe(true);
    const [instance] = Object.keys(template().findResources('AWS::RDS::DBInstance'));
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'rds-db:connect',
            Effect: 'Allow',
            Resource: {
              'Fn::Join': [
                '',
                [
                  'arn:',
                  { Ref: 'AWS::Partition' },
                  ':rds-db:us-east-1:111122223333:dbuser:',
                  { 'Fn::GetAtt': [instance, 'DbiResourceId'] },
                  '/app',
                ],
              ],
            },
          },
        ],
      },
    });
  });

  test.each(['', '*', 'app*', 'app_?', 'a b', 'a/b', undefined as unknown as string])('refuses the user %j', (user) => {
    const { database: made, stack } = database();
    expect(() => made.grantConnect(role(stack), user)).toThrow(
      `[Stack/Database] databaseUser of grantConnect() must be the name of one user, got '${user}'; name the user ` +
        'that has the role rds_iam',
    );
  });

  test('is refused if IAM authentication is off', () => {
    const { database: made, stack } = database({ iamAuthentication: false });
    expect(() => made.grantConnect(role(stack), 'app')).toThrow(
      '[Stack/Database] grantConnect() needs iamAuthentication, got false; leave the prop out',
    );
  });
});

describe('grantReadCredentials', () => {
  test('lets a principal read the secret, and decrypt it only through Secrets Manager', () => {
    const { database: made, stack, template } = database();
    const grantee = role(stack);
    (made as IOficinaPostgres).grantReadCredentials(grantee);
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
            Effect: 'Allow',
            Resource: stack.resolve(made.secret.secretArn),
          },
          {
            Action: 'kms:Decrypt',
            Effect: 'Allow',
            Resource: stack.resolve(made.encryptionKey.keyArn),
            Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
          },
        ],
      },
    });
  });

  test('changes no policy of the key, which lets the account use it through Secrets Manager', () => {
    const { database: made, stack, template } = database();
    const before = JSON.stringify(template().findResources('AWS::KMS::Key'));
    const other = database();
    other.database.grantReadCredentials(role(other.stack));
    expect(JSON.stringify(other.template().findResources('AWS::KMS::Key'))).toBe(before);
    const [key] = Object.values(template().findResources('AWS::KMS::Key'));
    expect(key.Properties.KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({
        Action: expect.arrayContaining(['kms:Decrypt']),
        Principal: { AWS: stack.resolve(`arn:${stack.partition}:iam::111122223333:root`) },
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
      }),
    );
    expect(made.secret.encryptionKey).toBe(made.encryptionKey);
  });

  test('of a role in another stack makes that stack depend on the database, and not the other way round', () => {
    const app = new App();
    const { database: made, stack } = database({}, new Stack(app, 'Database', { env: ENVIRONMENT }));
    const service = new Stack(app, 'Service', { env: ENVIRONMENT });
    made.grantReadCredentials(role(service));
    made.grantConnect(role(service, 'Migrations'), 'migrations');
    expect(() => app.synth()).not.toThrow();
    expect(service.dependencies).toEqual([stack]);
    expect(stack.dependencies).toEqual([]);
  });
});
