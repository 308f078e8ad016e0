import { Annotations, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Settings } from './settings';

/** What of a production database a team can lose, or not notice: each as a sentence that names the prop. */
const RISKS: readonly { readonly is: (s: Settings) => boolean; readonly text: (s: Settings) => string }[] = [
  {
    is: (s) => s.removalPolicy === RemovalPolicy.DESTROY,
    text: () => 'removalPolicy destroys the data with the stack',
  },
  {
    is: (s) => s.deletionProtection === false,
    text: () => 'without deletionProtection anyone who may delete the stack deletes the instance',
  },
  {
    is: (s) => s.deleteAutomatedBackups === true,
    text: () => 'deleteAutomatedBackups deletes the automated backups with the instance',
  },
  {
    is: (s) => s.crossRegionBackup.region === undefined && !s.backupVaultPlan.enabled,
    text: () => 'with neither crossRegionBackup nor backupVaultPlan there are the automated backups of RDS alone',
  },
  {
    is: (s) => s.monitoring === false,
    text: () => 'without monitoring nobody learns that it is down',
  },
  {
    is: (s) => s.rotation.disabledReason !== undefined,
    text: (s) => `the rotation is disabled (${s.rotation.disabledReason}): the master password never changes`,
  },
];

/** Warns once of everything in which a production database is less safe than its profile. */
export function warnOfProductionAtRisk(scope: IConstruct, settings: Settings): void {
  const risks = settings.profile.production ? RISKS.filter(({ is }) => is(settings)) : [];
  if (risks.length === 0) return;
  Annotations.of(scope).addWarningV2(
    'oficina-postgres:production-at-risk',
    `this is production: ${risks.map(({ text }) => text(settings)).join('; ')}; leave these props to EnvironmentProfile.prod(), or acknowledge this`,
  );
}
