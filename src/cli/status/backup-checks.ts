import {
  ListRecoveryPointsByBackupVaultCommand,
  ListRestoreJobsCommand,
  RestoreJobsListMember,
} from '@aws-sdk/client-backup';
import { DescribeDBInstanceAutomatedBackupsCommand } from '@aws-sdk/client-rds';
import { Check, daysBetween, Finding, StatusContext } from './finding';
import { isNotFound } from '../aws/aws-failure';
import { Level } from '../level';

const MINUTE_MILLIS = 60_000;
const DAY_MILLIS = 24 * 60 * MINUTE_MILLIS;

/**
 * RDS uploads the log every five minutes: the latest restorable time is older for a reason.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
 */
const LATE_MINUTES = 15;
const VERY_LATE_MINUTES = 60;

/** Backups of the other region follow with a delay of their own. */
const LATE_THERE_MINUTES = 60;
const VERY_LATE_THERE_MINUTES = 24 * 60;

/** The vault has a backup a day, and the drill runs twice a week. */
const LATE_VAULT_HOURS = 36;
const DRILL_DAYS = 8;

/** Automated backups in the region of the database. */
export const BACKUP_CHECK: Check = {
  name: 'backups',
  find: async ({ database: { instance }, locale, now }) => {
    const texts = locale.messages.status;
    const retention = instance.BackupRetentionPeriod ?? 0;
    if (retention === 0) {
      return [{ check: 'backups', level: Level.CRITICAL, text: texts.noBackups(), advice: texts.turnBackupsOn() }];
    }
    const latest = instance.LatestRestorableTime;
    if (!latest) {
      return [{ check: 'backups', level: Level.WARNING, text: texts.noBackupYet(), advice: texts.waitForBackup() }];
    }
    const level = lateness(latest, now, LATE_MINUTES, VERY_LATE_MINUTES);
    return [
      {
        check: 'backups',
        level,
        text: texts.backups(locale.time(latest, now), retention),
        advice: level === Level.OK ? undefined : texts.backupsLate(),
        values: { latestRestorableTime: latest, retentionDays: retention },
      },
    ];
  },
};

/** Automated backups that RDS replicates to other regions. A database without them is not worse for it here. */
export const OTHER_REGION_CHECK: Check = {
  name: 'otherRegion',
  find: async (context) =>
    Promise.all(context.database.replicatedBackups.map((backup) => otherRegion(context, backup))),
};

async function otherRegion(
  { database, locale, now }: StatusContext,
  { region, arn }: { region: string; arn: string },
): Promise<Finding> {
  const texts = locale.messages.status;
  const { DBInstanceAutomatedBackups: backups = [] } = await database.account
    .rds(region)
    .send(new DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceAutomatedBackupsArn: arn }));
  const latest = backups[0]?.RestoreWindow?.LatestTime;
  if (!latest) {
    const text = texts.nothingThere(region, backups[0]?.Status ?? '?');
    return {
      check: 'otherRegion',
      level: Level.WARNING,
      text,
      advice: texts.replicationLate(),
      values: { region, arn },
    };
  }
  const level = lateness(latest, now, LATE_THERE_MINUTES, VERY_LATE_THERE_MINUTES);
  return {
    check: 'otherRegion',
    level,
    text: texts.otherRegion(region, locale.time(latest, now)),
    advice: level === Level.OK ? undefined : texts.replicationLate(),
    values: { region, arn, latestRestorableTime: latest },
  };
}

/** The vault of AWS Backup that has the name of the instance, if there is one. */
export const VAULT_CHECK: Check = {
  name: 'vault',
  find: async ({ database, locale, now }) => {
    const texts = locale.messages.status;
    const points = await recoveryPoints(database);
    if (!points) return [];
    const newest = points
      .filter(({ Status: status }) => status === 'COMPLETED')
      .map(({ CreationDate: created }) => created!)
      .sort((one, other) => other.getTime() - one.getTime())[0];
    if (!newest) {
      return [{ check: 'vault', level: Level.WARNING, text: texts.vaultEmpty(), advice: texts.readBackupJobs() }];
    }
    const isLate = now.getTime() - newest.getTime() > LATE_VAULT_HOURS * 60 * MINUTE_MILLIS;
    return [
      {
        check: 'vault',
        level: isLate ? Level.CRITICAL : Level.OK,
        text: texts.vault(locale.time(newest, now)),
        advice: isLate ? texts.readBackupJobs() : undefined,
        values: { newest },
      },
    ];
  },
};

/** Returns the newest recovery points of the database in its vault; undefined if it has no vault. */
async function recoveryPoints({ account, arn, identifier }: StatusContext['database']) {
  try {
    const { RecoveryPoints: points = [] } = await account
      .backup()
      .send(new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: identifier, ByResourceArn: arn }));
    return points;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The last restore drill of a database that has a vault. */
export const DRILL_CHECK: Check = {
  name: 'drill',
  find: async ({ database, locale, now }) => {
    const texts = locale.messages.status;
    const points = await recoveryPoints(database);
    if (!points || points.length === 0) return [];
    const { RestoreJobs: jobs = [] } = await database.account.backup().send(
      new ListRestoreJobsCommand({
        ByResourceType: 'RDS',
        ByCreatedAfter: new Date(now.getTime() - 2 * DRILL_DAYS * DAY_MILLIS),
      }),
    );
    const arns = points.map(({ RecoveryPointArn: arn }) => arn);
    const [last] = jobs
      .filter(({ CreatedBy: by, RecoveryPointArn: arn }) => by?.RestoreTestingPlanArn && arns.includes(arn))
      .sort((one, other) => other.CreationDate!.getTime() - one.CreationDate!.getTime());
    if (!last) return [{ check: 'drill', level: Level.WARNING, text: texts.noDrill(), advice: texts.readDrills() }];
    const level = levelOfDrill(last, now);
    return [
      {
        check: 'drill',
        level,
        text: texts.drill(locale.time(last.CreationDate!, now), last.Status!),
        advice: level === Level.OK ? undefined : (last.StatusMessage ?? texts.readDrills()),
        values: { status: last.Status, time: last.CreationDate },
      },
    ];
  },
};

function levelOfDrill(job: RestoreJobsListMember, now: Date): Level {
  if (job.Status === 'FAILED' || job.Status === 'ABORTED' || job.ValidationStatus === 'FAILED') return Level.CRITICAL;
  return daysBetween(job.CreationDate!, now) > DRILL_DAYS ? Level.WARNING : Level.OK;
}

function lateness(time: Date, now: Date, warning: number, critical: number): Level {
  const minutes = (now.getTime() - time.getTime()) / MINUTE_MILLIS;
  if (minutes > critical) return Level.CRITICAL;
  return minutes > warning ? Level.WARNING : Level.OK;
}
