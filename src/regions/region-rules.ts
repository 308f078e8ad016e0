import { lacksType, partitionOf } from './region-catalogue';
import { RestoreDrill } from '../backup/restore-drill';
import { CredentialsRotation } from '../credentials/credentials-rotation';
import { Rule } from '../validation/rule';

/** The settings that need a service that not every region has. */
export interface RegionValues {
  /** Region of the database. */
  readonly region: string;
  readonly restoreDrill: RestoreDrill;
  readonly rotation: CredentialsRotation;
}

export const regionRules: readonly Rule<RegionValues>[] = [
  {
    id: 'restore-drill-in-region',
    reads: ['restoreDrill', 'region'],
    mustBeResolved: (v) => [v.region],
    broken: (v) => v.restoreDrill.enabled && lacksType(v.region, 'AWS::Backup::RestoreTestingPlan'),
    got: (v) => `RestoreDrill.scheduled() in ${v.region}`,
    wants:
      'needs restore testing of AWS Backup in the region of the database, and the registry of CloudFormation has no ' +
      'AWS::Backup::RestoreTestingPlan there',
    fix: 'choose RestoreDrill.none(), and restore a backup by hand from time to time (docs/disaster-recovery.md)',
  },
  {
    id: 'rotation-application-in-partition',
    reads: ['rotation', 'region'],
    mustBeResolved: (v) => [v.region],
    broken: (v) => !v.rotation._mechanism.isOfferedIn(partitionOf(v.region)),
    got: (v) => `CredentialsRotation.awsServerlessApplication() in ${v.region}`,
    wants: 'needs the rotation application of AWS, which is published in the partitions aws, aws-cn and aws-us-gov',
    fix: 'leave the prop out for CredentialsRotation.builtin()',
  },
];
