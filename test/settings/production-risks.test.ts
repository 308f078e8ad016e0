import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  BackupVaultPlan,
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  OficinaPostgresProps,
  RestoreDrill,
} from '../../src';
import { database } from '../support/database';
import { someBoolean } from '../validation/rule-cases';

type Props = Partial<OficinaPostgresProps>;

const PROD = EnvironmentProfile.prod();
const NEVER_ROTATED = { rotation: CredentialsRotation.disabled({ reason: 'rotated by Vault' }) };
const NO_COPIES = {
  crossRegionBackup: CrossRegionBackup.none(),
  backupVaultPlan: BackupVaultPlan.none(),
  restoreDrill: RestoreDrill.none(),
};

/** The warnings about production, at most one. */
function warnings(props: Props): string[] {
  return Annotations.fromStack(database({ profile: PROD, ...props }).stack)
    .findWarning('*', Match.stringLikeRegexp('production-at-risk'))
    .map(({ entry }) => `${entry.data}`);
}

test.each<[string, Props, string]>([
  [
    'data that goes with the stack',
    { removalPolicy: RemovalPolicy.DESTROY, deleteAutomatedBackups: false },
    'removalPolicy destroys the data with the stack',
  ],
  [
    'no protection',
    { deletionProtection: false },
    'without deletionProtection anyone who may delete the stack deletes the instance',
  ],
  [
    'backups that go',
    { deleteAutomatedBackups: true },
    'deleteAutomatedBackups deletes the automated backups with the instance',
  ],
  [
    'backups in one place',
    NO_COPIES,
    'with neither crossRegionBackup nor backupVaultPlan there are only the automated backups of RDS',
  ],
  ['nobody who watches', { monitoring: false }, 'without monitoring nobody learns that it is down'],
  [
    'one password for ever',
    NEVER_ROTATED,
    'the rotation is disabled (rotated by Vault): the master password never changes',
  ],
])('%s is reported', (_, props, text) => {
  expect(warnings(props)).toEqual([
    `this is production: ${text}; leave these props to EnvironmentProfile.prod(), or acknowledge this [ack: ` +
      'oficina-postgres:production-at-risk]',
  ]);
});

test('everything that is missing is in one warning', () => {
  const [warning, ...others] = warnings({
    ...NO_COPIES,
    ...NEVER_ROTATED,
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    backupRetention: Duration.days(1),
    monitoring: false,
  });
  expect(others).toEqual([]);
  for (const prop of [
    'removalPolicy',
    'deletionProtection',
    'deleteAutomatedBackups',
    'crossRegionBackup',
    'monitoring',
    'rotation',
  ]) {
    expect(warning).toContain(prop);
  }
});

test.each<[string, Props]>([
  ['production as it is', {}],
  ['production in one region, with a vault', { crossRegionBackup: CrossRegionBackup.none() }],
  ['a token', { deletionProtection: someBoolean(false) }],
  [
    'what is not production',
    {
      ...NEVER_ROTATED,
      profile: EnvironmentProfile.staging(),
      removalPolicy: RemovalPolicy.DESTROY,
      deletionProtection: false,
      monitoring: false,
    },
  ],
])('%s causes no warning', (_, props) => {
  expect(warnings(props)).toEqual([]);
});

test('an environment that derives from production causes a warning', () => {
  expect(warnings({ profile: EnvironmentProfile.custom('producao', PROD), deletionProtection: false })).toHaveLength(1);
});
