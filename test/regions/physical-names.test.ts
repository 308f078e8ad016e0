import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { physicalNames, PhysicalName, sharedNames } from './physical-names';
import { CrossRegionBackup, EnvironmentProfile, OficinaPostgres, UserPrivileges } from '../../src';
import { ENVIRONMENT, isolatedVpc } from '../support/database';
import { westVpc } from '../support/west';

/** Each region has its backups and a replica in the next one. */
const RING = ['us-east-1', 'us-west-2', 'ca-central-1'];

/** A database with all features, with backups and a replica in another region. */
function production(app: App, home: string, other: string): Stack {
  const stack = new Stack(app, `database-${home}`, { env: { ...ENVIRONMENT, region: home }, stackName: 'database' });
  const vpc = isolatedVpc(stack);
  const database = new OficinaPostgres(stack, 'Database', {
    vpc,
    profile: EnvironmentProfile.prod(),
    crossRegionBackup: CrossRegionBackup.toRegion(other),
    readReplicas: 1,
    alarmEmails: ['plantao@oficina.example'],
  });
  database.addApplicationUser('jobs', { privileges: UserPrivileges.READ_WRITE });
  database.addProxy();
  database.addReadReplica('reports');
  database.addReadReplica('remote', { region: other, vpc: westVpc(stack, other) });
  return stack;
}

/** The names of all stacks of an app. */
function namesOf(app: App): PhysicalName[] {
  return app.node
    .findAll()
    .filter(Stack.isStack)
    .flatMap((stack) => physicalNames(stack, Template.fromStack(stack).toJSON()));
}

/** The pairs of regions, each with the next one. */
function pairs(regions: string[]): [string, string][] {
  return regions.map((home, index) => [home, regions[(index + 1) % regions.length]]);
}

describe('databases with the same name in three regions', () => {
  test.each([
    ['around', pairs(RING)],
    ['the other way around', pairs([...RING].reverse())],
    [
      'all into one, and that one to another',
      [
        ['us-east-1', 'eu-west-1'],
        ['us-west-2', 'eu-west-1'],
        ['ca-central-1', 'eu-west-1'],
        ['eu-west-1', 'us-east-1'],
      ],
    ],
  ] as [string, [string, string][]][])('share no name: %s', (_, ring) => {
    const one = new App();
    for (const [home, other] of ring) production(one, home, other);
    const inOneApp = namesOf(one);
    expect(sharedNames(inOneApp)).toEqual({});

    const inTheirOwn = ring.flatMap(([home, other]) => {
      const app = new App();
      production(app, home, other);
      return namesOf(app);
    });
    // The names depend only on the database, and not on what else is in the app.
    expect(new Set(inTheirOwn.map(({ key }) => key))).toEqual(new Set(inOneApp.map(({ key }) => key)));
    expect(sharedNames(inTheirOwn)).toEqual({});
  });

  test('a database in us-east-1 has plain names, in its own region and in others', () => {
    const app = new App();
    production(app, 'us-east-1', 'us-west-2');
    const names = namesOf(app).map(({ key }) => key.replace(`${ENVIRONMENT.account} `, ''));
    expect(names).toEqual(
      expect.arrayContaining([
        'us-east-1 AWS::RDS::DBInstance oficina-db-prod',
        'us-east-1 AWS::KMS::Alias alias/oficina-db-prod',
        'us-east-1 AWS::KMS::Alias alias/oficina-db-prod/alarms',
        'us-east-1 AWS::SecretsManager::Secret oficina-db-prod',
        'us-east-1 AWS::CloudWatch::Alarm oficina-db-prod-HighCPU',
        'us-east-1 AWS::SSM::Parameter /oficina/prod/database/host',
        'global AWS::CloudWatch::Dashboard RDS-oficina-db-prod',
        'us-west-2 AWS::KMS::Alias alias/oficina-db-prod/backups',
        'us-west-2 AWS::Backup::BackupVault oficina-db-prod-copies',
        'us-west-2 AWS::Logs::LogGroup /oficina-postgres/oficina-db-prod/snapshot-copies',
        'us-west-2 AWS::RDS::DBInstance oficina-db-prod-remote',
        'us-west-2 AWS::KMS::Alias alias/oficina-db-prod/alarms',
        'us-west-2 AWS::SSM::Parameter /oficina/prod/database/replicas/remote/host',
        // Neither holds data; the plain names belong to a database of us-west-2.
        'us-west-2 AWS::CloudWatch::Alarm oficina-db-prod-from-us-east-1-SnapshotCopyFailed',
        'us-west-2 metric OficinaPostgres oficina-db-prod-from-us-east-1-SnapshotCopyFailed',
      ]),
    );
  });

  test('a database in another region has that region in its shared names', () => {
    const app = new App();
    production(app, 'us-west-2', 'us-east-1');
    const names = namesOf(app).map(({ key }) => key.replace(`${ENVIRONMENT.account} `, ''));
    expect(names).toEqual(
      expect.arrayContaining([
        'us-west-2 AWS::RDS::DBInstance oficina-db-prod',
        'us-west-2 AWS::SecretsManager::Secret oficina-db-prod',
        'us-west-2 AWS::Backup::BackupVault oficina-db-prod',
        'us-west-2 AWS::KMS::Alias alias/oficina-db-prod/alarms/us-west-2',
        'global AWS::CloudWatch::Dashboard RDS-oficina-db-prod-us-west-2',
        'us-east-1 AWS::KMS::Alias alias/oficina-db-prod-from-us-west-2/backups',
        'us-east-1 AWS::KMS::Alias alias/oficina-db-prod-from-us-west-2/alarms',
        'us-east-1 AWS::Backup::BackupVault oficina-db-prod-from-us-west-2-copies',
        'us-east-1 AWS::Logs::LogGroup /oficina-postgres/oficina-db-prod-from-us-west-2/snapshot-copies',
        'us-east-1 AWS::RDS::DBInstance oficina-db-prod-remote-from-us-west-2',
        'us-east-1 AWS::SSM::Parameter /oficina/prod/database/replicas/remote-from-us-west-2/host',
      ]),
    );
  });
});
