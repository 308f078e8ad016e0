import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CrossRegionBackup, EnvironmentProfile, OficinaPostgres, RestoreDrill, UserPrivileges } from '../../src';
import { consoleHost, logsPrincipal, viaService } from '../../src/regions/partition-services';
import { someAuthorities } from '../support/authorities';
import { ENVIRONMENT, isolatedVpc } from '../support/database';
import { KNOWN_REGIONS } from '../support/regions';

const stackIn = (region?: string) => new Stack(new App(), 'Stack', { env: { account: ENVIRONMENT.account, region } });

test.each(KNOWN_REGIONS.map(({ name, domainSuffix }) => [name, domainSuffix]))(
  'the hosts of services in %s end in %s',
  (region, suffix) => {
    expect(viaService(stackIn(region), 'rds')).toBe(`rds.${region}.${suffix}`);
  },
);

test.each([
  ['us-east-1', 'logs.us-east-1.amazonaws.com', 'us-east-1.console.aws.amazon.com'],
  ['us-gov-west-1', 'logs.us-gov-west-1.amazonaws.com', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['cn-north-1', 'logs.cn-north-1.amazonaws.com.cn', 'cn-north-1.console.amazonaws.cn'],
  ['eusc-de-east-1', 'logs.eusc-de-east-1.amazonaws.com', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
  ['us-iso-east-1', 'logs.us-iso-east-1.c2s.ic.gov', undefined],
])('the principal of CloudWatch Logs and the console of %s', (region, principal, host) => {
  expect(logsPrincipal(stackIn(region))).toBe(principal);
  expect(consoleHost(stackIn(region))).toBe(host);
});

test('CloudFormation decides if the region is a token', () => {
  const stack = stackIn();
  expect(stack.resolve(viaService(stack, 'rds'))).toEqual({
    'Fn::Join': ['', ['rds.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]],
  });
  expect(stack.resolve(consoleHost(stack))).toEqual({
    'Fn::Join': [
      '',
      [
        { Ref: 'AWS::Region' },
        '.',
        {
          'Fn::If': [
            'OficinaPostgresInChina',
            'console.amazonaws.cn',
            {
              'Fn::If': [
                'OficinaPostgresInGovCloud',
                'console.amazonaws-us-gov.com',
                {
                  'Fn::If': ['OficinaPostgresInSovereignCloud', 'console.amazonaws-eusc.eu', 'console.aws.amazon.com'],
                },
              ],
            },
          ],
        },
      ],
    ],
  });
  expect(Template.fromStack(stack).toJSON().Conditions).toEqual({
    OficinaPostgresInChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] },
    OficinaPostgresInGovCloud: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-us-gov'] },
    OficinaPostgresInSovereignCloud: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-eusc'] },
  });
});

/** The templates of a database with all features, with backups in the other region of China. */
function inChina(): any[] {
  const stack = stackIn('cn-north-1');
  const profile = EnvironmentProfile.prod({
    restoreDrill: RestoreDrill.none(),
    crossRegionBackup: CrossRegionBackup.toRegion('cn-northwest-1'),
  });
  const database = new OficinaPostgres(stack, 'Database', {
    vpc: isolatedVpc(stack),
    profile,
    certificateAuthorities: someAuthorities(),
  });
  database.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE });
  database.addProxy();
  return stack.node.root.node
    .findAll()
    .filter(Stack.isStack)
    .map((each) => Template.fromStack(each).toJSON());
}

test('a database in China has no ARN, host or console of another partition', () => {
  const text = JSON.stringify(inChina());
  expect(text).not.toContain('arn:aws:');
  expect(text).not.toContain('console.aws.amazon.com');
  expect(text).toContain(
    'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1' +
      '#dashboards:name=RDS-oficina-db-prod-cn-north-1',
  );
  const hosts = [...text.matchAll(/"([a-z.]+\.cn-north(?:west)?-1\.amazonaws\.com)"/g)].map(([, host]) => host);
  // aws-cdk-lib adds this one to the policy of a secret's key.
  expect([...new Set(hosts)]).toEqual(['secretsmanager.cn-north-1.amazonaws.com']);
});
