import { App, CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { EnvironmentProfile, OficinaPostgres } from '../../src';
import { database, ENVIRONMENT, privateVpc } from '../support/database';
import { someString } from '../validation/rule-cases';

const ENDPOINT = (attribute: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseInstance'), attribute] });
const HOST_AND_PORT = { 'Fn::Join': ['', [ENDPOINT('Endpoint.Address'), ':', ENDPOINT('Endpoint.Port')]] };
const SECRET = { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecret') };
const INSTANCE = { Ref: Match.stringLikeRegexp('^DatabaseInstance') };
const KEY = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] };

/** Names below the prefix, and their values: applications read these, so no name may change. */
const PARAMETERS: [name: string, value: unknown, description: string][] = [
  ['endpoint', HOST_AND_PORT, 'host:port'],
  ['host', ENDPOINT('Endpoint.Address'), 'host name'],
  ['port', ENDPOINT('Endpoint.Port'), 'TCP port'],
  ['name', 'oficina_db', 'name of the database'],
  ['secret-arn', SECRET, 'ARN of the secret with the credentials'],
  ['instance-id', INSTANCE, 'identifier of the instance'],
  ['resource-id', ENDPOINT('DbiResourceId'), 'resource id of the instance, for IAM authentication'],
  ['key-arn', KEY, 'ARN of the encryption key'],
  [
    'security-group-id',
    { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseNetworkSecurityGroup'), 'GroupId'] },
    'id of the security group',
  ],
];

describe('SSM parameters', () => {
  const { database: made, template: synth } = database();
  const template = synth();

  test.each(PARAMETERS)('%s', (name, Value, description) => {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: `/oficina/dev/database/${name}`,
      Type: 'String',
      Value,
      Description: { 'Fn::Join': ['', ['Database ', INSTANCE, `: ${description}`]] },
    });
    expect(made.ssmParameters[name].node.path).toBe(`Stack/Database/Operations/${name}`);
  });

  test('are exactly these', () => {
    template.resourceCountIs('AWS::SSM::Parameter', PARAMETERS.length);
    expect(Object.keys(made.ssmParameters)).toEqual(PARAMETERS.map(([name]) => name));
  });

  test('contain no password', () => {
    expect(JSON.stringify(template.findResources('AWS::SSM::Parameter'))).not.toMatch(/resolve:|password/i);
  });

  test('can have a prefix that is a token', () => {
    database({ ssmParameterPrefix: someString('/other') })
      .template()
      .hasResourceProperties('AWS::SSM::Parameter', { Name: '/other/host' });
  });
});

/** The logical ids of the outputs of a database. */
const outputs = (stack: Stack) => Object.keys(Template.fromStack(stack).findOutputs('*'));

describe('outputs', () => {
  test('give host, port, secret, instance and key', () => {
    const template = database().template();
    template.hasOutput('DatabaseEndpoint', { Value: HOST_AND_PORT, Description: 'host:port of the database' });
    template.hasOutput('DatabaseSecretArn', { Value: SECRET, Description: 'ARN of the secret with the credentials' });
    template.hasOutput('DatabaseInstanceId', { Value: INSTANCE, Description: 'Identifier of the instance' });
    template.hasOutput('DatabaseKeyArn', { Value: KEY, Description: 'ARN of the encryption key' });
  });

  test('link to the dashboard, if there is one', () => {
    database().template().hasOutput('DatabaseDashboardUrl', {
      Value:
        'https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1#dashboards:name=RDS-oficina-db-dev',
    });
    expect(database({ monitoring: false }).template().findOutputs('DatabaseDashboardUrl')).toEqual({});
  });

  test('are named only after the construct, wherever its stack is', () => {
    const stage = new Stage(new App(), 'Prod', { env: ENVIRONMENT });
    const stack = new Stack(stage, 'Data');
    new OficinaPostgres(stack, 'Database', { vpc: privateVpc(stack), profile: EnvironmentProfile.dev() });
    expect(outputs(stack)).toEqual([
      'DatabaseEndpoint',
      'DatabaseSecretArn',
      'DatabaseInstanceId',
      'DatabaseKeyArn',
      'DatabaseDashboardUrl',
    ]);
  });

  test('of a nested database contain the ids of its parents, without characters that CloudFormation refuses', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
    new OficinaPostgres(new Construct(stack, 'my-team'), 'db_1', {
      vpc: privateVpc(stack),
      profile: EnvironmentProfile.dev(),
    });
    expect(outputs(stack)).toEqual([
      'myteamdb1Endpoint',
      'myteamdb1SecretArn',
      'myteamdb1InstanceId',
      'myteamdb1KeyArn',
      'myteamdb1DashboardUrl',
    ]);
  });

  test('of two databases do not conflict', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENVIRONMENT });
    const vpc = privateVpc(stack);
    new OficinaPostgres(stack, 'One', { vpc, profile: EnvironmentProfile.dev() });
    new OficinaPostgres(stack, 'Two', { vpc, profile: EnvironmentProfile.staging() });
    new CfnOutput(stack, 'Endpoint', { value: 'x' });
    expect(
      outputs(stack)
        .filter((id) => id.endsWith('Endpoint'))
        .sort(),
    ).toEqual(['Endpoint', 'OneEndpoint', 'TwoEndpoint']);
  });
});
