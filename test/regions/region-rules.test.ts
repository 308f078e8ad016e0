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

function made(region: string | undefined, props: Props): OficinaPostgres {
  const stack = new Stack(new App(), 'Stack', { env: region ? { ...ENVIRONMENT, region } : {} });
  return new OficinaPostgres(stack, 'Database', {
    vpc: privateVpc(stack),
    profile: EnvironmentProfile.dev(),
    certificateAuthorities: someAuthorities(),
    ...props,
  });
}

/** What a region that lacks a resource type is told, by the type. */
const REFUSED: Record<string, (region: string) => void> = {
  'AWS::Backup::RestoreTestingPlan': drilled,
  'AWS::Backup::RestoreTestingSelection': drilled,
  'AWS::RDS::DBProxy': proxied,
  'AWS::RDS::DBProxyTargetGroup': proxied,
};

function drilled(region: string): void {
  expect(() => made(region, { profile: EnvironmentProfile.prod(), ...NO_SECOND_REGION })).toThrow(
    '[Stack/Database] restoreDrill needs restore testing of AWS Backup in the region of the ' +
      `database, and the registry of CloudFormation has no AWS::Backup::RestoreTestingPlan there, got RestoreDrill.scheduled() in ${region}; choose RestoreDrill.none()`,
  );
  expect(() =>
    made(region, { profile: EnvironmentProfile.prod({ restoreDrill: RestoreDrill.none() }), ...NO_SECOND_REGION }),
  ).not.toThrow();
}

function proxied(region: string): void {
  expect(() => made(region, {}).addProxy()).toThrow(
    `got 'Proxy' in ${region}; leave the proxy out, and pool connections in the clients`,
  );
}

test.each(Object.entries(MISSING_TYPES).flatMap(([type, regions]) => regions.map((region) => [type, region])))(
  '%s: %s is told',
  (type, region) => {
    REFUSED[type](region);
  },
);

test('what a region has is accepted there, and so is what is known at deployment only', () => {
  for (const region of ['us-east-1', 'ap-southeast-3', 'me-south-1']) {
    expect(() => made(region, { profile: EnvironmentProfile.prod(), ...NO_SECOND_REGION }).addProxy()).not.toThrow();
  }
  expect(() =>
    made(undefined, { profile: EnvironmentProfile.prod(), ...NO_SECOND_REGION, ...APPLICATION }).addProxy(),
  ).not.toThrow();
});

test.each(['eusc-de-east-1', 'us-iso-east-1', 'eu-isoe-west-1'])('there is no rotation application in %s', (region) => {
  expect(() => made(region, APPLICATION)).toThrow(
    `got CredentialsRotation.awsServerlessApplication() in ${region}; leave the prop out for CredentialsRotation.builtin()`,
  );
});

test.each(['cn-north-1', 'us-gov-east-1', 'sa-east-1'])('there is one in %s', (region) => {
  expect(() => made(region, APPLICATION)).not.toThrow();
});

test('every rule has a case', () => {
  expect(regionRules.map(({ id }) => id)).toEqual(['restore-drill-in-region', 'rotation-application-in-partition']);
});
