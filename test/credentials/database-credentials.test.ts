import { Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { CredentialsRotation } from '../../src';
import { someString } from '../private/rules/cases';
import { database, emptyStack, isolatedVpc } from '../support/database';

const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });
const ROTATION_GROUP = { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseCredentialsRotationSecurityGroup'), 'GroupId'] };
const isolated = (stack: Stack = emptyStack()) => database({ vpc: isolatedVpc(stack) }, stack);

describe('the secret', () => {
  test('holds user and database, and a password that connection strings and shells can hold', () => {
    database().template().hasResourceProperties('AWS::SecretsManager::Secret', {
      Name: 'oficina-db-dev',
      Description: 'Master user of the database oficina-db-dev',
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
      // A change of these makes a new password for every database there is.
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"oficina_admin","dbname":"oficina_db"}',
        GenerateStringKey: 'password',
        PasswordLength: 32,
        ExcludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\',
      },
    });
  });

  test('is attached to the instance, which adds host and port', () => {
    database().template().hasResourceProperties('AWS::SecretsManager::SecretTargetAttachment', {
      SecretId: { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecret') },
      TargetId: { Ref: Match.stringLikeRegexp('^DatabaseInstance') },
      TargetType: 'AWS::RDS::DBInstance',
    });
  });

  test('takes names that are tokens', () => {
    database({ masterUsername: someString('dono'), databaseName: someString('carros') }).template().hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: Match.objectLike({ SecretStringTemplate: '{"username":"dono","dbname":"carros"}' }),
    });
  });
});

describe('the rotation', () => {
  test('comes every 30 days, by the function of AWS, and not at once', () => {
    const template = database().template();
    template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      SecretId: { Ref: Match.stringLikeRegexp('^DatabaseCredentialsSecretAttachment') },
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    });
    template.hasResourceProperties('AWS::Serverless::Application', {
      Location: Match.anyValue(),
      Parameters: { excludeCharacters: ' %+~`#$&*()|[]{}:;<>?!\'/@"\\', vpcSubnetIds: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1' },
    });
  });

  test('reaches the database on its port', () => {
    database({ port: 6543 }).template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseNetworkSecurityGroup'), 'GroupId'] },
      SourceSecurityGroupId: ROTATION_GROUP,
      FromPort: 6543,
      ToPort: 6543,
    });
  });

  test('where the subnets have a way out, reaches Secrets Manager by it, over HTTPS alone', () => {
    const { database: made, template } = database();
    template().hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Rotation function of the database password',
      SecurityGroupEgress: [{ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp', Description: 'Secrets Manager' }],
    });
    expect(made.secretsManagerEndpoint).toBeUndefined();
  });

  test('in isolated subnets, reaches the endpoint and the database, and nothing else', () => {
    const template = isolated().template();
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: ROTATION_GROUP, FromPort: 443, ToPort: 443 });
    // One that lets nothing out: every rule to its peers stands beside it.
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Rotation function of the database password',
      SecurityGroupEgress: Match.absent(),
    });
    const egress = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress', { Properties: { GroupId: ROTATION_GROUP } }));
    expect(egress.map(({ Properties }) => [Properties.FromPort, Properties.ToPort]).sort()).toEqual([[443, 443], [5432, 5432]]);
  });

  test('is an attribute of the database', () => {
    expect(database().database.rotation?.node.path).toBe('Stack/Database/Credentials/Rotation');
  });

  test('that is disabled makes neither function, nor security group, nor endpoint', () => {
    const stack = emptyStack();
    const { database: made, template } = database({ rotation: DISABLED, vpc: isolatedVpc(stack) }, stack);
    template().resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
    template().resourceCountIs('AWS::Serverless::Application', 0);
    template().resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template().resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    expect(made.rotation).toBeUndefined();
    expect(made.secretsManagerEndpoint).toBeUndefined();
  });
});
