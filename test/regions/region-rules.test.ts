import { App, Stack } from 'aws-cdk-lib';
import {
  CredentialsRotation,
  CrossRegionBackup,
  EnvironmentProfile,
  LogStatement,
  OficinaPostgres,
  OficinaPostgresProps,
  RestoreDrill,
} from '../../src';
import { regionRules } from '../../src/regions/region-rules';
import { MISSING_TYPES } from '../../src/regions/registry-data';
import { someAuthorities } from '../support/authorities';
import { ENVIRONMENT, privateVpc } from '../support/database';

type Props = Partial<OficinaPostgresProps>;

const NO_SECOND_REGION = { crossRegionBackup: CrossRegionBackup.none() };
const APPLICATION = { rotation: CredentialsRotation.awsServerlessApplication(), logStatement: LogStatement.NONE };

function databaseIn(region: string | undefined, props: Props): OficinaPostgres {
  const stack = new Stack(new App(), 'Stack', { env: region ? { ...ENVIRONMENT, region } : {} });
  return new OficinaPostgres(stack, 'Database', {
    vpc: privateVpc(stack),
    profile: EnvironmentProfile.dev(),
    certificateAuthorities: someAuthorities(),
    ...props,
  });
}

/** The check of a region that lacks a resource type, by the type. */
const CHECKS: Record<string, (region: string) => void> = {
  'AWS::Backup::RestoreTestingPlan': refusesDrill,
  'AWS::Backup::RestoreTestingSelection': refusesDrill,
  'AWS::RDS::DBProxy': refusesProxy,
  'AWS::RDS::DBProxyTargetGroup': refusesProxy,
};

function refusesDrill(region: string): void {
  expect(() => databaseIn(region, { profile: EnvironmentProfile.prod(), ...NO_SECOND_REGION })).toThrow(
    '[Stack/Database] restoreDrill needs restore testing of AWS Backup in the region of the database, and the ' +
      'registry of CloudFormation has no AWS::Backup::RestoreTestingPlan there, ' +
      `got RestoreDrill.scheduled() in ${region}; choose RestoreDrill.none()`,
  );
  expect(() =>
    databaseIn(region, {
      profile: EnvironmentProfile.prod({ restoreDrill: RestoreDrill.none() }),
      ...NO_SECOND_REGION,
    }),
  ).not.toThrow();
}

function refusesProxy(region: string): void {
  expect(() => databaseIn(region, {}).addProxy()).toThrow(
    `got 'Proxy' in ${region}; leave the proxy out, and pool connections in the clients`,
  );
}

test.each(Object.entries(MISSING_TYPES).flatMap(([type, regions]) => regions.map((region) => [type, region])))(
  '%s is refused in %s',
  (type, region) => {
    CHECKS[type](region);
  },
);

test('resource types that a region has are accepted, and so is a region that is a token', () => {
  for (const region of ['us-east-1', 'ap-southeast-3', 'me-south-1']) {
    expect(() =>
      databaseIn(region, { profile: EnvironmentProfile.prod(), ...NO_SECOND_REGION }).addProxy(),
    ).not.toThrow();
  }
  expect(() =>
    databaseIn(undefined, { profile: EnvironmentProfile.prod(), ...NO_SECOND_REGION, ...APPLICATION }).addProxy(),
  ).not.toThrow();
});

test.each(['eusc-de-east-1', 'us-iso-east-1', 'eu-isoe-west-1'])('refuses the rotation application in %s', (region) => {
  expect(() => databaseIn(region, APPLICATION)).toThrow(
    `got CredentialsRotation.awsServerlessApplication() in ${region}; leave the prop out`,
  );
});

test.each(['cn-north-1', 'us-gov-east-1', 'sa-east-1'])('the rotation application is accepted in %s', (region) => {
  expect(() => databaseIn(region, APPLICATION)).not.toThrow();
});

test('every rule has a case', () => {
  expect(regionRules.map(({ id }) => id)).toEqual(['restore-drill-in-region', 'rotation-application-in-partition']);
});
