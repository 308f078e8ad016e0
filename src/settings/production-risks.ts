import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Settings } from './settings';

/** A setting that makes a production database less safe than its profile. */
interface ProductionRisk {
  readonly applies: (settings: Settings) => boolean;
  /** What can be lost or go unnoticed, as a sentence that names the prop. */
  readonly text: (settings: Settings) => string;
}

const RISKS: readonly ProductionRisk[] = [
  {
    applies: (s) => s.removalPolicy === RemovalPolicy.DESTROY,
    text: () => 'removalPolicy destroys the data with the stack',
  },
  {
    applies: (s) => s.deletionProtection === false,
    text: () => 'without deletionProtection anyone who may delete the stack deletes the instance',
  },
  {
    applies: (s) => s.deleteAutomatedBackups === true,
    text: () => 'deleteAutomatedBackups deletes the automated backups with the instance',
  },
  {
    applies: (s) => s.crossRegionBackup.region === undefined && !s.backupVaultPlan.enabled,
    text: () => 'with neither crossRegionBackup nor backupVaultPlan there are only the automated backups of RDS',
  },
  {
    applies: (s) => s.monitoring === false,
    text: () => 'without monitoring nobody learns that it is down',
  },
  {
    applies: (s) => s.rotation.disabledReason !== undefined,
    text: (s) => `the rotation is disabled (${s.rotation.disabledReason}): the master password never changes`,
  },
];

/** Adds one warning that names every setting that makes a production database less safe than its profile. */
export function warnOfProductionAtRisk(scope: IConstruct, settings: Settings): void {
  if (!settings.profile.production) return;
  const texts = RISKS.filter(({ applies }) => applies(settings)).map(({ text }) => text(settings));
  if (texts.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:production-at-risk',
    `this is production: ${texts.join('; ')}; leave these props to EnvironmentProfile.prod(), or acknowledge this`,
  );
}
