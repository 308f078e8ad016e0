import { SecretValue } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { OficinaPostgresProps, RestoreSource } from '../../src';
import { clientSecurityGroup, database, emptyStack, isolatedVpc, privateVpc } from '../support/database';

function wiring(props: (stack: ReturnType<typeof emptyStack>) => Partial<OficinaPostgresProps>) {
  const stack = emptyStack();
  const { settings } = database(props(stack), stack).database.explain();
  return Object.fromEntries(
    settings.slice(0, 8).map(({ name, value, source, consequence }) => [name, [value, source, consequence]]),
  );
}

const whomToCall = (stack: ReturnType<typeof emptyStack>): Partial<OficinaPostgresProps> => ({
  alarmTopic: new sns.Topic(stack, 'Alarms'),
  pagingTopic: new sns.Topic(stack, 'Pages'),
  pagerDutyIntegrationUrl: SecretValue.secretsManager('pagerduty-url'),
});

test('without props: everything is new, and no one can connect', () => {
  expect(wiring((stack) => ({ vpc: privateVpc(stack) }))).toEqual({
    vpcSubnets: ['2 subnets', 'default', 'cannot be moved to another VPC'],
    clients: ['0', 'default', 'this prop allows nobody; connections may allow others'],
    securityGroup: ['new', 'default', 'allows only the clients'],
    encryptionKey: ['new', 'default', 'COST: per month; cannot be changed'],
    secretsManagerEndpoint: ['-', 'default', 'how the rotation reaches the secret'],
    alarmTopic: ['new', 'default', 'every alarm, and RDS events'],
    pagingTopic: ['new', 'default', 'the critical alarms, in addition to alarmTopic'],
    pagerDutyIntegrationUrl: ['-', 'default', 'no incidents'],
  });
});

test('isolated subnets: the endpoint costs money', () => {
  expect(wiring((stack) => ({ vpc: isolatedVpc(stack) })).secretsManagerEndpoint).toEqual([
    'new or existing',
    'default',
    'COST: per hour and zone; the subnets have no route out',
  ]);
});

test('restored: the storage has a different key from the rest', () => {
  const restoreFrom = RestoreSource.snapshot('before-17');
  expect(wiring(() => ({ restoreFrom })).encryptionKey).toEqual([
    'new',
    'default',
    'COST: per month; cannot be changed; storage and backups have the key of the source',
  ]);
  expect(wiring((stack) => ({ restoreFrom, encryptionKey: new kms.Key(stack, 'Key') })).encryptionKey).toEqual([
    'provided',
    'prop',
    'cannot be changed; must outlive every backup; storage and backups have the key of the source',
  ]);
});

test('with all props', () => {
  expect(
    wiring((stack) => ({
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      clients: [clientSecurityGroup(stack)],
      securityGroup: clientSecurityGroup(stack, 'Own'),
      encryptionKey: new kms.Key(stack, 'Key'),
      secretsManagerEndpoint: ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', {
        vpcEndpointId: 'vpce-1',
        port: 443,
      }),
      ...whomToCall(stack),
    })),
  ).toEqual({
    vpcSubnets: ['2 subnets', 'prop', 'cannot be moved to another VPC'],
    clients: ['1', 'prop', 'may connect, in addition to those that connections allows'],
    securityGroup: ['provided', 'prop', 'RISK: its existing rules also allow access'],
    encryptionKey: ['provided', 'prop', 'cannot be changed; must outlive every backup'],
    secretsManagerEndpoint: ['provided', 'prop', 'how the rotation reaches the secret'],
    alarmTopic: ['provided', 'prop', 'every alarm, and RDS events'],
    pagingTopic: ['provided', 'prop', 'the critical alarms, in addition to alarmTopic'],
    pagerDutyIntegrationUrl: ['provided', 'prop', 'critical alarms open and close incidents'],
  });
});

test('without monitoring no one is notified, whatever is given', () => {
  expect(wiring((stack) => ({ ...whomToCall(stack), monitoring: false }))).toMatchObject({
    alarmTopic: ['provided', 'prop', 'ignored: monitoring is off'],
    pagingTopic: ['provided', 'prop', 'ignored: monitoring is off'],
    pagerDutyIntegrationUrl: ['provided', 'prop', 'ignored: monitoring is off'],
  });
  expect(wiring(() => ({ monitoring: false }))).toMatchObject({
    alarmTopic: ['-', 'default', expect.anything()],
    pagingTopic: ['-', 'default', expect.anything()],
    pagerDutyIntegrationUrl: ['-', 'default', expect.anything()],
  });
});
