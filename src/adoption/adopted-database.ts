import { Token } from 'aws-cdk-lib';
import { ADOPTED_PROPERTIES, LASTING_PROPERTIES } from './adopted-properties';
import { closest } from '../validation/closest';
import { definedProps } from '../validation/defined-props';
import { invalidProps, isRecord, listOf, PropType, propType, shownValue, TEXT, TEXTS } from '../validation/prop-types';

/**
 * A running instance that a database takes over. The command `oficina-postgres adopt` writes these fields from what RDS
 * reports (docs/migration.md).
 *
 * The fields from `subnetGroupName` to `performanceInsightsKeyArn` stay for as long as the database lives, because RDS
 * cannot change what they describe. The fields from `live` on are temporary: remove them one deployment at a time.
 */
export interface AdoptedDatabaseProps {
  /** Name of the subnet group, `DBSubnetGroupName`. It has to stay: RDS changes it only together with the VPC. */
  readonly subnetGroupName: string;

  /**
   * ARN of the key of the storage, `KmsKeyId`. It has to stay, and the key must outlive every backup. An instance
   * without encryption cannot be adopted: copy a snapshot of it with a key, and give `restoreFrom` the copy.
   */
  readonly storageKeyArn: string;

  /** Name of the master user, `MasterUsername`. It has to stay, and replaces the prop `masterUsername`. */
  readonly masterUsername: string;

  /**
   * ARN of the secret with the login of the master user, with the six characters at its end. The secret has to stay. It
   * must hold `username` and `password`, and gets no policy and no other field from here; the rotation keeps what else
   * it holds. The template never sets the password.
   */
  readonly secretArn: string;

  /**
   * ARN of the key of the secret.
   *
   * @default - the key of Secrets Manager, `alias/aws/secretsmanager`
   */
  readonly secretKeyArn?: string;

  /**
   * Name of the database that was made with the instance, `DBName`. It has to stay. The prop `databaseName` names the
   * database of the clients, which may be another one.
   *
   * @default - the instance was made without one
   */
  readonly initialDatabaseName?: string;

  /**
   * ARN of the key of Performance Insights, `PerformanceInsightsKMSKeyId`. It has to stay: another key would replace
   * the instance. Required if `live` says that Performance Insights is on.
   *
   * @default - Performance Insights was off, and gets the key of the library with `EnablePerformanceInsights`
   */
  readonly performanceInsightsKeyArn?: string;

  /**
   * The instance as it is, by the names of the properties of `AWS::RDS::DBInstance`. While it is there, the template
   * states these values and no others, and refers to no other resource, so that CloudFormation can import the instance
   * alone and has nothing to write. The instance is retained whatever happens to the stack, and nothing is applied
   * immediately. Monitoring, rotation, bootstrap, vault and drills are off unless their props say otherwise;
   * `crossRegionBackup` is refused.
   *
   * Leaving it out applies at once every difference that `apply` does not name, and switches on every feature that the
   * profile has and no prop has decided. Leave it out only when `explain()` lists no difference any more.
   *
   * @default - the props decide everything
   */
  readonly live?: { [property: string]: any };

  /**
   * Properties that the props already control: `['DeletionProtection', 'BackupRetentionPeriod']`. Name one more with
   * each deployment. `explain()` tells what each of them does.
   *
   * @default - none: the instance stays as it is
   */
  readonly apply?: string[];

  /**
   * Ids of the security groups that the instance has had, for as long as clients come through them. Once `apply` has
   * `VPCSecurityGroups`, the group of the library stands next to them.
   *
   * @default - the group of the library alone, once `apply` has `VPCSecurityGroups`
   */
  readonly securityGroupIds?: string[];

  /**
   * The logs, `postgresql` or `upgrade`, whose log groups exist. The stack uses them as they are. Each one that is left
   * out here has to be imported, as the name is taken: `cdk deploy --import-existing-resources`.
   *
   * @default - none, once `live` is left out; all of them before
   */
  readonly existingLogGroups?: string[];
}

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/;
/** Secrets Manager adds a hyphen and six characters to the name. */
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:([\w/+=.@-]+)-[A-Za-z0-9]{6}$/;

const keyArn = propType(
  'must be the ARN of a key, arn:aws:kms:<region>:<account>:key/<id>',
  'read it with aws rds describe-db-instances; an alias is not enough, as it may name another key tomorrow',
  (value) => matches(value, KEY_ARN),
);
const secretArn = propType(
  'must be the whole ARN of a secret, with the six characters at its end',
  'read it with aws secretsmanager describe-secret',
  (value) => matches(value, SECRET_ARN),
);
const securityGroupIds = listOf(
  'must be a list of ids of security groups',
  "write it like ['sg-0123456789abcdef0']",
  (value) => matches(value, /^sg-[0-9a-f]{8,17}$/),
);
const live = propType(
  'must be a record of properties of AWS::RDS::DBInstance',
  'oficina-postgres adopt writes it',
  (value) => isRecord(value) && !Array.isArray(value),
);

const TYPES: Record<keyof AdoptedDatabaseProps, PropType> = {
  subnetGroupName: TEXT,
  storageKeyArn: keyArn,
  masterUsername: TEXT,
  secretArn,
  secretKeyArn: keyArn,
  initialDatabaseName: TEXT,
  performanceInsightsKeyArn: keyArn,
  live,
  apply: TEXTS,
  securityGroupIds,
  existingLogGroups: TEXTS,
};

const REQUIRED = ['subnetGroupName', 'storageKeyArn', 'masterUsername', 'secretArn'] as const;

/**
 * A running instance that a database takes over without replacing, restarting or renaming it.
 *
 * @example
 * const adopt = AdoptedDatabase.of({
 *   subnetGroupName: 'oficina-prod',
 *   storageKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
 *   masterUsername: 'oficina_admin',
 *   secretArn: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:oficina-db-prod-AbCdEf',
 *   initialDatabaseName: 'oficina_db',
 * });
 */
export class AdoptedDatabase {
  /**
   * A running instance, as RDS describes it.
   *
   * @param props what has to stay, and what is still as it was found
   * @throws an error that lists every field that cannot work: one that is missing or misspelt, a property that `live`
   * must not have, or lacks, and a name in `apply` that is no property
   */
  public static of(props: AdoptedDatabaseProps): AdoptedDatabase {
    const where = 'AdoptedDatabase.of()';
    if (!isRecord(props)) {
      throw new Error(`the fields of ${where} must be a record, got ${shownValue(props)}; see API.md`);
    }
    const given = definedProps(props);
    const missing = REQUIRED.filter((name) => given[name] === undefined).map(
      (name) => `${name} is missing; oficina-postgres adopt writes it`,
    );
    const problems = [...missing, ...invalidProps(given, TYPES, where)];
    if (problems.length > 0) throw new Error(`${where}: ${problems.join('. ')}`);
    const wrong = [...liveProblems(given), ...applyProblems(given)];
    if (wrong.length > 0) throw new Error(`${where}: ${wrong.join('. ')}`);
    return new AdoptedDatabase(given);
  }

  private constructor(private readonly props: AdoptedDatabaseProps) {}

  /** Describes the instance for `explain()`. */
  public toString(): string {
    return this._isLive ? 'a running instance, as it was found' : 'a running instance';
  }

  /**
   * The fields.
   *
   * @internal
   */
  public get _fields(): AdoptedDatabaseProps {
    return this.props;
  }

  /**
   * Whether the instance is still as it was found, at least in part.
   *
   * @internal
   */
  public get _isLive(): boolean {
    return this.props.live !== undefined;
  }

  /**
   * Whether the props decide a property: with `live`, only once `apply` has it.
   *
   * @internal
   */
  public _applies(property: string): boolean {
    const { live: picture, apply = [] } = this.props;
    if (!picture || apply.includes(property)) return true;
    // The first interval of Enhanced Monitoring needs a role.
    return property === 'MonitoringRoleArn' && !picture.MonitoringRoleArn && apply.includes('MonitoringInterval');
  }

  /**
   * Whether the log group of a log exists outside of the stack.
   *
   * @internal
   */
  public _hasLogGroup(log: string): boolean {
    return this.props.existingLogGroups?.includes(log) ?? this._isLive;
  }

  /**
   * Name of the secret of the master user.
   *
   * @internal
   */
  public get _secretName(): string {
    return SECRET_ARN.exec(this.props.secretArn)?.[1] ?? this.props.secretArn;
  }
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === 'string' && (Token.isUnresolved(value) || pattern.test(value));
}

function liveProblems({ live: picture, performanceInsightsKeyArn }: AdoptedDatabaseProps): string[] {
  if (!picture) return [];
  const names = Object.keys(ADOPTED_PROPERTIES);
  const isEncrypted = picture.StorageEncrypted !== false;
  const problems = Object.keys(picture).flatMap((name) => {
    if (names.includes(name) || (name === 'StorageEncrypted' && !isEncrypted)) return [];
    const lasting = LASTING_PROPERTIES[name];
    if (lasting) return [`live must not have ${name}; it has to stay: ${lasting} has it`];
    if (/password|secret/i.test(name)) return [`live must not have ${name}; no template has the password`];
    const similar = closest(name, names);
    return [
      `live must have properties that RDS can change, got ${name}; ${similar ? `write ${similar}` : 'leave it out'}`,
    ];
  });
  if (!isEncrypted) {
    problems.push(
      'an instance without encryption cannot be adopted, as RDS never encrypts it, got live with StorageEncrypted ' +
        'false; copy a snapshot of it with a key (aws rds copy-db-snapshot --kms-key-id), and give restoreFrom that ' +
        'copy',
    );
  }
  if (Array.isArray(picture.VPCSecurityGroups) && picture.VPCSecurityGroups.length === 0) {
    problems.push('live must name the security groups of the instance, got VPCSecurityGroups: []; adopt writes them');
  }
  const tagsOfAws = tagKeys(picture.Tags).filter((key) => key.startsWith('aws:'));
  if (tagsOfAws.length > 0) {
    problems.push(
      `live must not have tags that AWS sets itself in Tags, got ${tagsOfAws.join(', ')}; leave them out: they stay`,
    );
  }
  const absent = names.filter(
    (name) => ADOPTED_PROPERTIES[name].required && (picture[name] ?? undefined) === undefined,
  );
  if (absent.length > 0) {
    problems.push(
      `live must say all that CloudFormation would otherwise write at the import, and lacks ${absent.join(', ')}; ` +
        'run oficina-postgres adopt again',
    );
  }
  if (isOn(picture.EnablePerformanceInsights) && performanceInsightsKeyArn === undefined) {
    problems.push(
      'performanceInsightsKeyArn is missing, and another key would replace the instance, which has Performance ' +
        'Insights; read it with aws rds describe-db-instances (PerformanceInsightsKMSKeyId)',
    );
  }
  return problems;
}

function applyProblems({ live: picture, apply = [] }: AdoptedDatabaseProps): string[] {
  if (apply.length > 0 && !picture) {
    return [
      `apply must come with live, got ${shownValue(apply)} without it; leave apply out too: the props decide all`,
    ];
  }
  const names = Object.keys(ADOPTED_PROPERTIES);
  return apply
    .filter((name) => !names.includes(name))
    .map((name) => {
      const similar = closest(name, names);
      return `apply must name properties of live, got '${name}'; ${similar ? `write '${similar}'` : 'leave it out'}`;
    });
}

function tagKeys(tags: unknown): string[] {
  return Array.isArray(tags) ? tags.map((tag) => String(tag?.Key ?? '')) : [];
}

/** Whether a property is true, also as text: CloudFormation takes both. */
function isOn(value: unknown): boolean {
  return value === true || value === 'true';
}
