import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { KEY_ARN } from './instances';
import { terraformCommands } from '../../../src/cli/adopt/terraform-commands';
import { addressesOf, DatabaseFacts, readState, secretsOfState } from '../../../src/cli/adopt/terraform-state';
import { CommandContext } from '../../../src/cli/command-context';
import { ENGLISH } from '../../../src/cli/messages/english';

const PASSWORD = 'hunter2-of-the-state';
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-AbCdEf';
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:database';
const SHARED_TOPIC = 'arn:aws:sns:us-east-1:111122223333:everybody';

const FACTS: DatabaseFacts = {
  identifier: 'oficina-db-prod',
  arn: 'arn:aws:rds:us-east-1:111122223333:db:oficina-db-prod',
  subnetGroupName: 'oficina-prod',
  parameterGroupName: 'oficina-postgres15-params',
  securityGroupIds: ['sg-0fedcba9876543210'],
  keyArns: [KEY_ARN],
  secretArn: SECRET_ARN,
  monitoringRoleArn: 'arn:aws:iam::111122223333:role/rds-monitoring',
  rotationFunctionArn: 'arn:aws:lambda:us-east-1:111122223333:function:rotation',
};

const context = {
  messages: ENGLISH,
  wrong: (message: string) => new Error(message),
} as unknown as CommandContext;

let folder: string;

beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'state-'))));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(text: string): string {
  const file = path.join(folder, 'terraform.tfstate');
  writeFileSync(file, text);
  return file;
}

function resource(type: string, attributes: object, others: object = {}, dependencies: string[] = []) {
  return { mode: 'managed', type, name: 'main', instances: [{ attributes, dependencies }], ...others };
}

function addresses(...resources: object[]): string[] {
  return addressesOf(readState(context, written(JSON.stringify({ version: 4, resources }))), FACTS);
}

test.each<[string, object]>([
  ['aws_db_instance', { identifier: 'oficina-db-prod', password: PASSWORD }],
  ['aws_db_subnet_group', { name: 'oficina-prod' }],
  ['aws_db_parameter_group', { name: 'oficina-postgres15-params' }],
  ['aws_db_event_subscription', { source_ids: ['oficina-db-prod'] }],
  ['aws_db_instance_automated_backups_replication', { source_db_instance_arn: FACTS.arn }],
  ['aws_security_group', { id: 'sg-0fedcba9876543210' }],
  ['aws_security_group_rule', { security_group_id: 'sg-0fedcba9876543210' }],
  ['aws_vpc_security_group_ingress_rule', { security_group_id: 'sg-0fedcba9876543210' }],
  ['aws_kms_key', { arn: KEY_ARN }],
  ['aws_kms_alias', { target_key_id: '1234abcd-12ab-34cd-56ef-1234567890ab' }],
  ['aws_secretsmanager_secret', { arn: SECRET_ARN }],
  ['aws_secretsmanager_secret_version', { secret_id: SECRET_ARN, secret_string: PASSWORD }],
  ['aws_secretsmanager_secret_rotation', { secret_id: SECRET_ARN }],
  ['aws_lambda_function', { arn: FACTS.rotationFunctionArn }],
  ['aws_lambda_permission', { function_name: 'rotation' }],
  ['aws_iam_role', { arn: FACTS.monitoringRoleArn }],
  ['aws_iam_role_policy_attachment', { role: 'rds-monitoring' }],
  ['aws_cloudwatch_log_group', { name: '/aws/rds/instance/oficina-db-prod/postgresql' }],
  ['aws_cloudwatch_metric_alarm', { dimensions: { DBInstanceIdentifier: 'oficina-db-prod' } }],
  [
    'aws_cloudwatch_metric_alarm',
    { metric_query: [{ metric: [{ dimensions: { DBInstanceIdentifier: 'oficina-db-prod' } }] }] },
  ],
  ['aws_cloudwatch_dashboard', { dashboard_name: 'RDS-oficina-db-prod' }],
])('%s belongs to the database', (type, attributes) => {
  expect(addresses(resource(type, attributes))).toEqual([`${type}.main`]);
});

test.each<[string, object]>([
  ['aws_db_instance', { identifier: 'oficina-db-dev' }],
  ['aws_security_group', { id: 'sg-00000000' }],
  ['aws_kms_key', { arn: KEY_ARN.replace('1234', '9999') }],
  ['aws_cloudwatch_log_group', { name: '/aws/rds/instance/oficina-db-prod-2/postgresql' }],
  ['aws_s3_bucket', { arn: 'arn:aws:s3:::oficina-db-prod' }],
  ['aws_iam_role', { arn: 'arn:aws:iam::111122223333:role/other' }],
])('%s of somebody else stays', (type, attributes) => {
  expect(addresses(resource(type, attributes))).toEqual([]);
});

test('addresses have their modules and keys, and what Terraform only reads stays', () => {
  const instance = { identifier: 'oficina-db-prod' };
  expect(
    addresses(
      resource('aws_db_instance', instance, { module: 'module.rds["prod"]' }),
      resource('aws_db_instance', instance, { instances: [{ index_key: 0, attributes: instance }], name: 'counted' }),
      resource('aws_db_instance', instance, { instances: [{ index_key: 'a', attributes: instance }], name: 'named' }),
      resource('aws_db_instance', instance, { mode: 'data' }),
    ),
  ).toEqual(['module.rds["prod"].aws_db_instance.main', 'aws_db_instance.counted[0]', 'aws_db_instance.named["a"]']);
});

test('the password that Terraform has made goes along', () => {
  expect(
    addresses(
      resource('aws_db_instance', { identifier: 'oficina-db-prod' }, {}, ['random_password.master']),
      resource('random_password', { result: PASSWORD }, { name: 'master' }),
      resource('random_password', { result: PASSWORD }, { name: 'other' }),
    ),
  ).toEqual(['aws_db_instance.main', 'random_password.master']);
});

test('of a module for several environments, only what is in the same one goes along', () => {
  const of = (environment: string) => ({ module: `module.rds["${environment}"]` });
  const instance = (environment: string) =>
    resource('aws_db_instance', { identifier: `oficina-db-${environment}` }, of(environment), [
      'module.rds.random_password.main',
      'random_id.main',
    ]);
  const password = (environment: string) => resource('random_password', { result: PASSWORD }, of(environment));
  expect(
    addresses(instance('dev'), instance('prod'), password('dev'), password('prod'), resource('random_id', {})),
  ).toEqual(['module.rds["prod"].aws_db_instance.main', 'module.rds["prod"].random_password.main', 'random_id.main']);
});

test('a topic goes along if only this database uses it', () => {
  const alarm = (name: string, identifier: string, topic: string) =>
    resource(
      'aws_cloudwatch_metric_alarm',
      { dimensions: { DBInstanceIdentifier: identifier }, alarm_actions: [topic] },
      { name },
    );
  expect(
    addresses(
      alarm('cpu', 'oficina-db-prod', TOPIC),
      alarm('storage', 'oficina-db-prod', SHARED_TOPIC),
      alarm('other', 'oficina-db-dev', SHARED_TOPIC),
      resource('aws_sns_topic', { arn: TOPIC }),
      resource('aws_sns_topic_subscription', { topic_arn: TOPIC }),
      resource('aws_sns_topic', { arn: SHARED_TOPIC }, { name: 'shared' }),
    ),
  ).toEqual([
    'aws_cloudwatch_metric_alarm.cpu',
    'aws_cloudwatch_metric_alarm.storage',
    'aws_sns_topic.main',
    'aws_sns_topic_subscription.main',
  ]);
});

test('the secret is that whose value has the endpoint of the instance', () => {
  const state = (...resources: object[]) => readState(context, written(JSON.stringify({ version: 4, resources })));
  const secret = (name: string) => resource('aws_secretsmanager_secret', { arn: `arn:aws:x:${name}` }, { name });
  const instance = resource('aws_db_instance', { identifier: 'oficina-db-prod' });
  const version = resource('aws_secretsmanager_secret_version', { secret_id: SECRET_ARN }, {}, [
    'aws_db_instance.main',
  ]);
  expect(secretsOfState(state(instance, secret('a'), secret('b'), version), 'oficina-db-prod')).toEqual([SECRET_ARN]);
  expect(secretsOfState(state(instance, secret('a'), secret('b')), 'oficina-db-prod')).toHaveLength(2);
});

test.each([
  ['a file that is not there', '/no/such/state', /no state of Terraform/],
  ['text', undefined, /no state of Terraform/],
])('%s is refused', (_, file, message) => {
  expect(() => readState(context, file ?? written(`password = ${PASSWORD}`))).toThrow(message);
});

test('another format is refused, and no error quotes the file', () => {
  const read = (text: string) => () => readState(context, written(text));
  expect(read(JSON.stringify({ version: 3, modules: [] }))).toThrow(/version 4/);
  for (const text of [`{"password": "${PASSWORD}"`, `"${PASSWORD}"`, `{"version": 3, "x": "${PASSWORD}"}`]) {
    expect(read(text)).toThrow();
    expect(read(text)).not.toThrow(new RegExp(PASSWORD));
  }
});

test('the commands quote addresses for a shell', () => {
  expect(terraformCommands(['a.b', 'a.c["x y"]', 'a.d["it\'s"]'], ['Why.'])).toBe(
    ['# Why.', '', 'terraform state rm \\', "  'a.b' \\", '  \'a.c["x y"]\' \\', "  'a.d[\"it'\\''s\"]'", ''].join(
      '\n',
    ),
  );
});
