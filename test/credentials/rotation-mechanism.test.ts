import { CredentialsRotation } from '../../src';
import { MasterRotationSetup } from '../../src/credentials/rotation-mechanism';

const BUILTIN = CredentialsRotation.builtin();
const BY_AWS = CredentialsRotation.awsServerlessApplication();
const BY_RDS = CredentialsRotation.managedByRds();
const DISABLED = CredentialsRotation.disabled({ reason: 'rotated by Vault' });

/** The ways of setting up a rotation that its mechanism calls. */
function waysCalled(rotation: CredentialsRotation): (keyof MasterRotationSetup)[] {
  const called: (keyof MasterRotationSetup)[] = [];
  rotation._mechanism.setUp({
    byLibraryFunction: () => called.push('byLibraryFunction'),
    byServerlessApplication: () => called.push('byServerlessApplication'),
    byRds: () => called.push('byRds'),
  });
  return called;
}

test.each([
  [BUILTIN, ['byLibraryFunction']],
  [BY_AWS, ['byServerlessApplication']],
  [BY_RDS, ['byRds']],
  [DISABLED, []],
])('each strategy sets up its own rotation: %#', (rotation, ways) => {
  expect(waysCalled(rotation)).toEqual(ways);
});

test('only the serverless application is missing in some partitions', () => {
  const offered = (rotation: CredentialsRotation, partition: string) => rotation._mechanism.isOfferedIn(partition);
  expect([BUILTIN, BY_AWS, BY_RDS, DISABLED].map((rotation) => offered(rotation, 'aws'))).not.toContain(false);
  expect([BUILTIN, BY_RDS, DISABLED].map((rotation) => offered(rotation, 'aws-eusc'))).not.toContain(false);
  expect(offered(BY_AWS, 'aws-eusc')).toBe(false);
});
