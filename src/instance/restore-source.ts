import { Token } from 'aws-cdk-lib';
import { isValueToBeLookedUp } from '../validation/lookups';
import { checkedOptions, shownValue, KNOWN_BOOLEAN } from '../validation/prop-types';

/**
 * The names of automated snapshots begin with `rds:`, those of AWS Backup with `awsbackup:` (as seen in public code;
 * any such word is accepted).
 */
const SNAPSHOT = '([a-z]+:)?[A-Za-z](-?[A-Za-z0-9])*';
const SNAPSHOT_NAME = new RegExp(`^${SNAPSHOT}$`);
const SNAPSHOT_ARN = new RegExp(`^arn:aws[a-z-]*:rds:[a-z0-9-]+:\\d{12}:snapshot:${SNAPSHOT}$`);
const LONGEST_NAME = 255;
const RESOURCE_ID = /^db-[A-Z0-9]{10,}$/;
const BACKUP_ARN = /^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:auto-backup:ab-[A-Za-z0-9]+$/;
/** RDS has offered PostgreSQL since November 2013. An older time is one in seconds. */
const FIRST_POSTGRESQL = Date.UTC(2013, 10, 14);

/** Options of a restore source. */
export interface RestoreOptions {
  /**
   * Whether the source is encrypted. You must look it up: `StorageEncrypted` of an instance, `Encrypted` of a snapshot
   * or of automated backups. A restored database is encrypted only if its source is, and no template shows that.
   *
   * @default - unknown: synthesis warns, and findings of compliance packs about the encryption of the restored database
   * stay open. `false` is refused
   */
  readonly encrypted?: boolean;
}

/**
 * The source that a database is restored from.
 *
 * RDS takes the data from it, and with the data the encryption and its key, the master user's name and the databases.
 * An unencrypted source gives an unencrypted database: copy such a snapshot with a key first. Say that the source is
 * encrypted with `encrypted: true`.
 *
 * @example
 * RestoreSource.snapshot('oficina-db-prod-before-17', { encrypted: true });
 * RestoreSource.latest('db-ABCDEFGHIJKLMNOPQRSTUVWXYZ');
 * RestoreSource.pointInTime('db-ABCDEFGHIJKLMNOPQRSTUVWXYZ', beforeTheMistake);
 * RestoreSource.replicatedBackup('arn:aws:rds:us-west-2:111122223333:auto-backup:ab-abcdefghijklmnopqrstuvwxyz');
 */
export class RestoreSource {
  /**
   * A snapshot of the account and region: a manual one, an automated one (`rds:…`) or one by AWS Backup
   * (`awsbackup:…`).
   *
   * RDS does not restore an encrypted snapshot that another account shares: copy it first, with a key of this account
   * (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html).
   *
   * @param snapshotIdentifier its name, or its ARN
   * @param options what you know about the source
   * @throws an error for `encrypted: false`, and for a value that is neither the name nor the ARN of an instance
   * snapshot
   */
  public static snapshot(snapshotIdentifier: string, options: RestoreOptions = {}): RestoreSource {
    check(
      'snapshot() must be the name or the ARN of a snapshot of an instance',
      snapshotIdentifier,
      isSnapshot,
      "list them with aws rds describe-db-snapshots --query 'DBSnapshots[].DBSnapshotIdentifier'",
    );
    return new RestoreSource({ snapshotIdentifier, encrypted: encryption('snapshot()', options) });
  }

  /**
   * An instance of the account and region as it was at a point in time, within its backup retention. The instance may
   * be deleted if its automated backups are retained.
   *
   * @param sourceResourceId the resource id of the instance, `db-…`: it outlives the identifier, which another instance
   * can get. CloudFormation takes an instance that is named by its identifier for a read replica, which it would
   * promote later
   * @param time the second to restore to; fractions of a second are dropped
   * @param options what you know about the source
   * @throws an error for an invalid resource id, for an invalid or future time, and for `encrypted: false`
   */
  public static pointInTime(sourceResourceId: string, time: Date, options: RestoreOptions = {}): RestoreSource {
    checkResourceId('pointInTime()', sourceResourceId);
    checkTime('pointInTime()', time);
    return new RestoreSource({ sourceResourceId, time, encrypted: encryption('pointInTime()', options) });
  }

  /**
   * An instance of the account and region at the latest restorable time, some five minutes ago. The instance may be
   * deleted if its automated backups are retained.
   *
   * @param sourceResourceId the resource id of the instance, `db-…`, see `pointInTime()`
   * @param options what you know about the source
   * @throws an error for an invalid resource id, and for `encrypted: false`
   */
  public static latest(sourceResourceId: string, options: RestoreOptions = {}): RestoreSource {
    checkResourceId('latest()', sourceResourceId);
    return new RestoreSource({ sourceResourceId, encrypted: encryption('latest()', options) });
  }

  /**
   * Automated backups that were replicated from another region to the region of the database.
   *
   * @param automatedBackupArn the ARN of the backups in this region, `arn:aws:rds:<region>:<account>:auto-backup:ab-…`
   * @param time the second to restore to; by default the latest restorable time
   * @param options what you know about the source
   * @throws an error for an invalid ARN, for an invalid or future time, and for `encrypted: false`
   */
  public static replicatedBackup(automatedBackupArn: string, time?: Date, options: RestoreOptions = {}): RestoreSource {
    check(
      'replicatedBackup() must be the ARN of automated backups, arn:aws:rds:<region>:<account>:auto-backup:ab-…',
      automatedBackupArn,
      (arn) => BACKUP_ARN.test(arn),
      'read it with aws rds describe-db-instance-automated-backups ' +
        "--query 'DBInstanceAutomatedBackups[].DBInstanceAutomatedBackupsArn' in the region of the backups",
    );
    if (time !== undefined && time !== null) checkTime('replicatedBackup()', time);
    const encrypted = encryption('replicatedBackup()', options);
    return new RestoreSource({ automatedBackupArn, time: time ?? undefined, encrypted });
  }

  /** Name or ARN of the snapshot; undefined for another source. */
  public readonly snapshotIdentifier?: string;

  /** Resource id of the source instance; undefined for another source. */
  public readonly sourceResourceId?: string;

  /** ARN of the automated backups; undefined for another source. */
  public readonly automatedBackupArn?: string;

  /** The second to restore to, as in `2026-11-20T14:05:00Z`; undefined for a snapshot and for the latest possible. */
  public readonly restoreTime?: string;

  /** Whether the source is encrypted, as far as the options say so; undefined if they do not. */
  public readonly encrypted?: boolean;

  private constructor({ snapshotIdentifier, sourceResourceId, automatedBackupArn, time, encrypted }: Source) {
    this.snapshotIdentifier = snapshotIdentifier;
    this.sourceResourceId = sourceResourceId;
    this.automatedBackupArn = automatedBackupArn;
    this.encrypted = encrypted;
    this.restoreTime = time && `${time.toISOString().slice(0, -'.000Z'.length)}Z`;
  }

  /** Describes the source for messages. */
  public toString(): string {
    const source = this.snapshotIdentifier ?? this.sourceResourceId ?? this.automatedBackupArn;
    const name = Token.isUnresolved(source) ? '(token)' : source;
    return this.snapshotIdentifier === undefined ? `${name} at ${this.restoreTime ?? 'its latest'}` : `${name}`;
  }
}

interface Source {
  readonly snapshotIdentifier?: string;
  readonly sourceResourceId?: string;
  readonly automatedBackupArn?: string;
  readonly time?: Date;
  readonly encrypted?: boolean;
}

/** Returns whether the source is encrypted, as far as the options say so. */
function encryption(caller: string, options: RestoreOptions): boolean | undefined {
  const { encrypted } = checkedOptions(`RestoreSource.${caller}`, options, { encrypted: KNOWN_BOOLEAN });
  if (encrypted === false) {
    throw new Error(
      `the source of RestoreSource.${caller} must be encrypted, as a restored database is encrypted only if its ` +
        'source is, got encrypted: false; copy the snapshot with a KMS key (aws rds copy-db-snapshot --kms-key-id), ' +
        'and restore the copy',
    );
  }
  return encrypted;
}

function isSnapshot(text: string): boolean {
  return (
    SNAPSHOT_ARN.test(text) || (SNAPSHOT_NAME.test(text) && text.length <= LONGEST_NAME && !text.startsWith('arn:'))
  );
}

function checkResourceId(caller: string, sourceResourceId: string): void {
  check(
    `${caller} must be the resource id of the source, db-… in capitals`,
    sourceResourceId,
    (id) => RESOURCE_ID.test(id),
    'read it from the SSM parameter <ssmParameterPrefix>/resource-id or from instanceResourceId of the construct; ' +
      'for a deleted instance, from aws rds describe-db-instance-automated-backups ' +
      "--query 'DBInstanceAutomatedBackups[].[DBInstanceIdentifier,DbiResourceId]'",
  );
}

function check(wants: string, value: string, isValid: (value: string) => boolean, fix: string): void {
  const isKnown = !Token.isUnresolved(value) && !isValueToBeLookedUp(value);
  if (typeof value === 'string' && (!isKnown || isValid(value))) return;
  throw new Error(`the source of RestoreSource.${wants}, got ${shownValue(value)}; ${fix}`);
}

function checkTime(caller: string, time: Date): void {
  const milliseconds = typeof time?.getTime === 'function' ? time.getTime() : NaN;
  const problem = (wants: string, got: string, fix: string) =>
    new Error(`the time of RestoreSource.${caller} must ${wants}, got ${got}; ${fix}`);
  const example = "write it in UTC, like new Date('2026-11-20T14:05:00Z')";
  if (!Number.isFinite(milliseconds)) {
    throw problem('be a date', time instanceof Date ? `${time}` : shownValue(time), example);
  }
  if (milliseconds < FIRST_POSTGRESQL) {
    throw problem('be in milliseconds, and later than PostgreSQL on RDS', time.toISOString(), example);
  }
  // The past has no limit: the prop stays in the app longer than any backup is kept.
  if (milliseconds > Date.now()) {
    const latest = caller === 'pointInTime()' ? 'take RestoreSource.latest()' : 'leave it out';
    throw problem('not lie in the future', time.toISOString(), `${latest} for as late as possible, or ${example}`);
  }
}
