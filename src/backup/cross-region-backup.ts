import { Duration, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { keyItself } from '../encryption/given-key';
import { keyRules } from '../encryption/key-rules';
import { unknownRegion } from '../regions/unknown-region';
import { durationType, KEY, PropType, TOPIC, checkedOptions, KNOWN_BOOLEAN } from '../validation/prop-types';
import { REGION } from '../validation/region-name';
import { brokenRules } from '../validation/rule';

/** Options of backups in another region. */
export interface CrossRegionBackupOptions {
  /**
   * Days of point-in-time recovery in the other region: 1 to 35. A change stops the replication and starts it again.
   *
   * @default - as many as `backupRetention` of the database
   */
  readonly retention?: Duration;

  /**
   * Whether manual snapshots are copied too: RDS replicates its automated backups alone.
   *
   * @default true - a function in the other region copies each one as soon as it is there
   */
  readonly snapshotCopies?: boolean;

  /**
   * How long the copy of a manual snapshot is kept, from the moment at which the snapshot was taken: 1 day or more, in whole days.
   *
   * @default - until somebody deletes it, as is the habit with manual snapshots; charged per GiB and month
   */
  readonly snapshotRetention?: Duration;

  /**
   * Key of the other region, for everything that is kept there. It cannot be changed while there are backups: RDS takes no other key for replicated ones, and the vault of
   * copies would be replaced, which fails as its name is taken (docs/disaster-recovery.md has the way).
   *
   * The policy of an imported key has to let RDS use it for principals of the account, and `logs.<region>.amazonaws.com` for the log of the function; with a
   * `backupVaultPlan`, principals of the account through `backup.<region>.amazonaws.com` too (`kms:CreateGrant`, `kms:RetireGrant`, `kms:Decrypt`, `kms:GenerateDataKey`,
   * `kms:DescribeKey`). The synthesis warns of the last two.
   *
   * @default - a new customer-managed key in that region, which stays when the stack goes. Where the database's own `encryptionKey` is an imported one, this one has to be given
   * too
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Topic of the other region for the alarm on copies that fail.
   *
   * @default - a new one, with the subscribers of `alarmEmails`; none without `monitoring` or `snapshotCopies`
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * Whether the other region may be one that this version of the library does not list as a destination of backups from
   * the database's region, or does not know at all. RDS has the last word:
   * `aws rds describe-source-regions --region <other region>` shows `SupportsDBInstanceAutomatedBackupsReplication`.
   *
   * @default false - such a region is refused at synthesis, as RDS would refuse it at deployment
   */
  readonly allowUnlisted?: boolean;
}

/** Second region of a database in the United States, and the one for a database that is in that region itself. */
const SECOND_REGION = 'us-west-2';
const SECOND_REGION_OF_THE_SECOND = 'us-east-1';

/**
 * Backups of the database in a second region, for the day on which the first one is gone: automated backups that RDS replicates, with point-in-time recovery, and
 * copies of manual snapshots.
 *
 * Key, vault, function, alarm and topic of the other region stand in a stack of their own, which is deployed before the stack of the database: `<stack>-backups-<region>` to
 * the CDK CLI, `<stack name>-backups-from-<region of the database>` to CloudFormation. Both stacks need an explicit account and region, and the other region a bootstrap:
 * `cdk bootstrap aws://<account>/<region>`. It takes over termination protection, synthesizer, tags and the prop `permissionsBoundary` of the database's stack; other
 * aspects, like `iam.PermissionsBoundary.of()`, belong on the app or the stage.
 *
 * @example
 * CrossRegionBackup.toRegion('us-west-2', { retention: Duration.days(14), snapshotRetention: Duration.days(365) });
 * CrossRegionBackup.automatic({ snapshotRetention: Duration.days(365) });
 * CrossRegionBackup.none();
 */
export class CrossRegionBackup {
  /**
   * Keeps backups in another region as well. RDS replicates between certain pairs of regions; any other pair is refused
   * at synthesis, with the regions that are possible. A region of another country is the user's word: `explain()` tells
   * where the data goes.
   *
   * @param region the other region, as in `us-west-2`
   * @param options retention, copies of snapshots, key and topic
   * @throws an error for a region that is none, or that nobody knows, for an option that there is not or that is of the
   * wrong kind, and for a retention that RDS does not take
   */
  public static toRegion(region: string, options: CrossRegionBackupOptions = {}): CrossRegionBackup {
    if (Token.isUnresolved(region) || !REGION.test(region ?? '')) {
      throw new Error(
        `the region of CrossRegionBackup.toRegion() must be written out, got '${Token.isUnresolved(region) ? 'a token' : region}'; ` +
          "write it like 'us-west-2'",
      );
    }
    const checked = checkedBackupOptions('CrossRegionBackup.toRegion()', options);
    const problem = checked.allowUnlisted ? undefined : unknownRegion(region);
    if (problem) {
      throw new Error(
        `the region of CrossRegionBackup.toRegion() must be a region of AWS, got '${region}'; ${problem}, or give { allowUnlisted: true }`,
      );
    }
    return new CrossRegionBackup(region, checked);
  }

  /**
   * Keeps backups in another region of the United States, for a database that is there: in us-west-2, and in us-east-1
   * for a database in us-west-2. It is the default of `EnvironmentProfile.prod()`. For a database anywhere else there
   * is no such region: synthesis ends with an error that lists those to which RDS replicates, as data leaves its
   * country only where somebody has said so.
   *
   * @param options retention, copies of snapshots, key and topic
   * @throws an error for an option that there is not or that is of the wrong kind, and for a retention that RDS does
   * not take
   */
  public static automatic(options: CrossRegionBackupOptions = {}): CrossRegionBackup {
    return new CrossRegionBackup(SECOND_REGION, checkedBackupOptions('CrossRegionBackup.automatic()', options), true);
  }

  /** Keeps backups in the region of the database alone: they are lost with it. */
  public static none(): CrossRegionBackup {
    return new CrossRegionBackup();
  }

  /** Days of point-in-time recovery in the other region; undefined for as many as in the first. */
  public readonly retention?: Duration;

  /** Whether manual snapshots are copied. */
  public readonly snapshotCopies: boolean;

  /** How long copies of manual snapshots are kept; undefined for until somebody deletes them. */
  public readonly snapshotRetention?: Duration;

  /** Key of the other region; undefined for a new one. */
  public readonly encryptionKey?: kms.IKey;

  /** Topic of the other region; undefined for a new one. */
  public readonly alarmTopic?: sns.ITopic;

  /** Whether the other region may be one that the library does not list. */
  public readonly allowUnlisted: boolean;

  /**
   * Whether the library chooses the other region, by the region of the database.
   *
   * @internal
   */
  public readonly _chosenByRegion: boolean;

  /**
   * Region of the database; undefined until it is known.
   *
   * @internal
   */
  public readonly _home?: string;

  private readonly options: CrossRegionBackupOptions;

  private constructor(
    /**
     * The other region; undefined where there is none. That of `automatic()` is us-west-2 until the region of the
     * database is known.
     */
    public readonly region?: string,
    options: CrossRegionBackupOptions = {},
    chosenByRegion: boolean = false,
    home?: string,
  ) {
    this.options = options;
    this._home = home;
    this._chosenByRegion = chosenByRegion;
    this.allowUnlisted = options.allowUnlisted === true;
    this.retention = options.retention;
    this.snapshotCopies = region !== undefined && options.snapshotCopies !== false;
    this.snapshotRetention = options.snapshotRetention;
    this.encryptionKey = keyItself(options.encryptionKey);
    this.alarmTopic = options.alarmTopic;
  }

  /**
   * The backups of a database whose region is known: those of `automatic()` have their other region then. Outside of
   * the United States there is none for them, which the rules refuse.
   *
   * @internal
   */
  public _of(home: string): CrossRegionBackup {
    if (Token.isUnresolved(home)) return this;
    if (!this._chosenByRegion) return new CrossRegionBackup(this.region, this.options, false, home);
    return new CrossRegionBackup(
      home === SECOND_REGION ? SECOND_REGION_OF_THE_SECOND : SECOND_REGION,
      this.options,
      true,
      home,
    );
  }
}

/** The options, checked. */
function checkedBackupOptions(where: string, options: CrossRegionBackupOptions): CrossRegionBackupOptions {
  const checked = checkedOptions(where, options, optionKinds());
  const { retention, snapshotRetention, snapshotCopies } = checked;
  checkKey(where, keyItself(checked.encryptionKey));
  checkDays(`the retention of ${where}`, retention, 35);
  checkDays(`the snapshotRetention of ${where}`, snapshotRetention, 36_500);
  if (snapshotCopies === false && snapshotRetention) {
    throw new Error(
      `the snapshotRetention of ${where} needs snapshotCopies, got ${snapshotRetention.toHumanString()} with false; leave one of the two out`,
    );
  }
  return checked;
}

/** The region of the key is checked together with the database. */
function checkKey(where: string, encryptionKey: kms.IKey | undefined): void {
  if (encryptionKey === undefined) return;
  const [problem] = brokenRules(keyRules, { encryptionKey, region: encryptionKey.env.region });
  if (problem) throw new Error(problem.replace('encryptionKey', `the encryptionKey of ${where}`));
}

/** Made when it is asked for, as those of the props. */
function optionKinds(): Record<keyof CrossRegionBackupOptions, PropType> {
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

/** A token cannot be checked, and the retention decides about data. */
function checkDays(what: string, duration: Duration | undefined, longest: number): void {
  if (duration === undefined) return;
  if (duration.isUnresolved()) throw new Error(`${what} must be known at synthesis, got a token; write it out`);
  const days = duration.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1 || days > longest) {
    throw new Error(
      `${what} must be 1 to ${longest} whole days, got ${duration.toHumanString()}; choose one like Duration.days(30)`,
    );
  }
}
