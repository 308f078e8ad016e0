import { Duration, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { checkRetention } from './retention';
import { withoutAlias } from '../encryption/key-alias';
import { keyRules } from '../encryption/key-rules';
import { unknownRegionFix } from '../regions/region-catalogue';
import { durationType, KEY, PropType, TOPIC, checkedOptions, KNOWN_BOOLEAN } from '../validation/prop-types';
import { REGION } from '../validation/region-name';
import { brokenRules } from '../validation/rule';

/** Options of backups in another region. */
export interface CrossRegionBackupOptions {
  /**
   * Days of point-in-time recovery in the other region: 1 to 35. A change stops the replication and starts it again.
   *
   * @default - the `backupRetention` of the database
   */
  readonly retention?: Duration;

  /**
   * Whether manual snapshots are copied too. RDS replicates only its automated backups.
   *
   * @default true - a function in the other region copies each snapshot as soon as it exists
   */
  readonly snapshotCopies?: boolean;

  /**
   * How long the copy of a manual snapshot is kept, from the time at which the snapshot was taken: whole days, 1 or
   * more.
   *
   * @default - until somebody deletes it, as usual with manual snapshots; charged per GiB and month
   */
  readonly snapshotRetention?: Duration;

  /**
   * Key in the other region that encrypts everything kept there. It cannot be changed while there are backups: RDS
   * accepts no other key for replicated backups, and the vault of the copies would be replaced, which fails because its
   * name is taken (docs/disaster-recovery.md says what to do instead).
   *
   * The policy of an imported key has to allow its use by RDS for principals of the account, and by
   * `logs.<region>.amazonaws.com` for the log of the function. With a `backupVaultPlan` it also has to allow its use by
   * principals of the account through `backup.<region>.amazonaws.com` (`kms:CreateGrant`, `kms:RetireGrant`,
   * `kms:Decrypt`, `kms:GenerateDataKey`, `kms:DescribeKey`). The synthesis warns about the last two.
   *
   * @default - a new customer-managed key in that region, which is kept when the stack is deleted. Required where the
   * `encryptionKey` of the database is an imported key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Topic in the other region for the alarm about failed copies.
   *
   * @default - a new one with the subscribers of `alarmEmails`; none without `monitoring` or `snapshotCopies`
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether to accept a region that this version of the library does not list as a destination of backups from the
   * region of the database, or does not know at all. RDS has the last word:
   * `aws rds describe-source-regions --region <other region>` shows `SupportsDBInstanceAutomatedBackupsReplication`.
   *
   * @default false - such a region is refused at synthesis, as RDS would refuse it at deployment
   */
  readonly allowUnlisted?: boolean;
}

/** The region in which `automatic()` keeps the backups of a database in the United States. */
const DEFAULT_BACKUP_REGION = 'us-west-2';

/** The region in which `automatic()` keeps the backups of a database that is in `DEFAULT_BACKUP_REGION` itself. */
const FALLBACK_BACKUP_REGION = 'us-east-1';

/** The longest retention of automated backups in RDS, in days. */
const LONGEST_AUTOMATED_RETENTION_DAYS = 35;

/**
 * Backups of the database in a second region, in case the first one fails: automated backups that RDS replicates, with
 * point-in-time recovery, and copies of manual snapshots.
 *
 * Key, vault, function, alarm and topic of the other region are in a separate stack, which is deployed before the stack
 * of the database: `<stack>-backups-<region>` to the CDK CLI, `<stack name>-backups-from-<region of the database>` to
 * CloudFormation. Both stacks need an explicit account and region, and the other region has to be bootstrapped:
 * `cdk bootstrap aws://<account>/<region>`. The separate stack inherits termination protection, synthesizer, tags and
 * the prop `permissionsBoundary` from the stack of the database; apply other aspects, like
 * `iam.PermissionsBoundary.of()`, to the app or the stage.
 *
 * @example
 * CrossRegionBackup.toRegion('us-west-2', { retention: Duration.days(14), snapshotRetention: Duration.days(365) });
 * CrossRegionBackup.automatic({ snapshotRetention: Duration.days(365) });
 * CrossRegionBackup.none();
 */
export class CrossRegionBackup {
  /**
   * Keeps backups in another region as well. RDS replicates between certain pairs of regions; any other pair is refused
   * at synthesis, with the regions that are possible. Whether the region may be in another country is up to you:
   * `explain()` shows where the data goes.
   *
   * @param region the other region, as in `us-west-2`
   * @param options retention, copies of snapshots, key and topic
   * @throws an error for text that is not a region or an unknown region, for an unknown option or one of the wrong
   * type, and for a retention that RDS does not accept
   */
  public static toRegion(region: string, options: CrossRegionBackupOptions = {}): CrossRegionBackup {
    const where = 'CrossRegionBackup.toRegion()';
    if (Token.isUnresolved(region) || !REGION.test(region ?? '')) {
      const got = Token.isUnresolved(region) ? 'a token' : `'${region}'`;
      throw new Error(`the region of ${where} must be written out, got ${got}; write it like 'us-west-2'`);
    }
    const checked = checkOptions(where, options);
    const fix = checked.allowUnlisted ? undefined : unknownRegionFix(region);
    if (fix) {
      throw new Error(
        `the region of ${where} must be a region of AWS, got '${region}'; ${fix}, or give allowUnlisted: true`,
      );
    }
    return new CrossRegionBackup(region, checked);
  }

  /**
   * Keeps backups in another region of the United States, for a database in the United States: in us-west-2, or in
   * us-east-1 for a database in us-west-2. It is the default of `EnvironmentProfile.prod()`. For a database anywhere
   * else no region is chosen: the synthesis fails with an error that lists the regions to which RDS replicates, because
   * data must not leave its country unless you have decided so.
   *
   * @param options retention, copies of snapshots, key and topic
   * @throws an error for an unknown option or one of the wrong type, and for a retention that RDS does not accept
   */
  public static automatic(options: CrossRegionBackupOptions = {}): CrossRegionBackup {
    const checked = checkOptions('CrossRegionBackup.automatic()', options);
    return new CrossRegionBackup(DEFAULT_BACKUP_REGION, checked, true);
  }

  /** Keeps backups only in the region of the database: they are lost with it. */
  public static none(): CrossRegionBackup {
    return new CrossRegionBackup();
  }

  /** Days of point-in-time recovery in the other region; undefined for as many as in the region of the database. */
  public readonly retention?: Duration;

  /** Whether manual snapshots are copied. */
  public readonly snapshotCopies: boolean;

  /** How long copies of manual snapshots are kept; undefined for until somebody deletes them. */
  public readonly snapshotRetention?: Duration;

  /** Key in the other region; undefined for a new one. */
  public readonly encryptionKey?: kms.IKey;

  /** Topic in the other region; undefined for a new one. */
  public readonly alarmTopic?: sns.ITopic;

  /** Whether to accept an other region that the library does not list. */
  public readonly allowUnlisted: boolean;

  /**
   * Whether the library chooses the other region, depending on the region of the database.
   *
   * @internal
   */
  public readonly _chosenByRegion: boolean;

  /**
   * Region of the database; undefined until it is known.
   *
   * @internal
   */
  public readonly _databaseRegion?: string;

  private readonly options: CrossRegionBackupOptions;

  private constructor(
    /**
     * The other region; undefined where there is none. The region of `automatic()` is us-west-2 until the region of the
     * database is known.
     */
    public readonly region?: string,
    options: CrossRegionBackupOptions = {},
    chosenByRegion: boolean = false,
    databaseRegion?: string,
  ) {
    this.options = options;
    this._databaseRegion = databaseRegion;
    this._chosenByRegion = chosenByRegion;
    this.allowUnlisted = options.allowUnlisted === true;
    this.retention = options.retention;
    this.snapshotCopies = region !== undefined && options.snapshotCopies !== false;
    this.snapshotRetention = options.snapshotRetention;
    this.encryptionKey = withoutAlias(options.encryptionKey);
    this.alarmTopic = options.alarmTopic;
  }

  /**
   * Returns the same backups for a database whose region is known. The region of the database decides the other region
   * of `automatic()`. Outside of the United States `automatic()` has no other region, and the rules refuse it.
   *
   * @internal
   */
  public _resolvedFor(databaseRegion: string): CrossRegionBackup {
    if (Token.isUnresolved(databaseRegion)) return this;
    if (!this._chosenByRegion) return new CrossRegionBackup(this.region, this.options, false, databaseRegion);
    const region = databaseRegion === DEFAULT_BACKUP_REGION ? FALLBACK_BACKUP_REGION : DEFAULT_BACKUP_REGION;
    return new CrossRegionBackup(region, this.options, true, databaseRegion);
  }
}

function checkOptions(where: string, options: CrossRegionBackupOptions): CrossRegionBackupOptions {
  const checked = checkedOptions(where, options, optionTypes());
  const { retention, snapshotRetention, snapshotCopies } = checked;
  checkKey(where, withoutAlias(checked.encryptionKey));
  checkKnownRetention(`the retention of ${where}`, retention, LONGEST_AUTOMATED_RETENTION_DAYS);
  checkKnownRetention(`the snapshotRetention of ${where}`, snapshotRetention);
  if (snapshotCopies === false && snapshotRetention) {
    throw new Error(
      `the snapshotRetention of ${where} needs snapshotCopies, got ${snapshotRetention.toHumanString()} with false; ` +
        'leave one of the two out',
    );
  }
  return checked;
}

/** Checks a key, except for its region, which is checked later together with the database. */
function checkKey(where: string, encryptionKey: kms.IKey | undefined): void {
  if (encryptionKey === undefined) return;
  const [problem] = brokenRules(keyRules, { encryptionKey, region: encryptionKey.env.region });
  if (problem) throw new Error(problem.replace('encryptionKey', `the encryptionKey of ${where}`));
}

/** Returns the types. A function, because naming a class of aws-cdk-lib loads its module. */
function optionTypes(): Record<keyof CrossRegionBackupOptions, PropType> {
  const days = durationType('days', 30);
  return {
    retention: days,
    snapshotCopies: KNOWN_BOOLEAN,
    snapshotRetention: days,
    encryptionKey: KEY,
    alarmTopic: TOPIC,
    allowUnlisted: KNOWN_BOOLEAN,
  };
}

/** Checks a retention. A token is refused too: it decides how long data is kept, and cannot be checked. */
function checkKnownRetention(what: string, retention: Duration | undefined, atMost?: number): void {
  if (retention === undefined) return;
  if (retention.isUnresolved()) throw new Error(`${what} must be known at synthesis, got a token; write it out`);
  checkRetention(what, retention, { atMost });
}
