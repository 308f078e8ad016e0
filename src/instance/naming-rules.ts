import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/**
 * Words that PostgreSQL or RDS reserves:
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (MasterUsername, DBName),
 * https://www.postgresql.org/docs/current/sql-keywords-appendix.html (column "PostgreSQL": reserved)
 */
const RESERVED_WORDS = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate ' +
    'collation column concurrently constraint create cross current_catalog current_date current_role ' +
    'current_schema current_time current_timestamp current_user default deferrable desc distinct do else end ' +
    'except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into ' +
    'is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on ' +
    'only or order outer overlaps placing primary references returning right select session_user similar some ' +
    'symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when ' +
    'where window with'
  ).split(' '),
);
const RESERVED_DATABASES = ['rdsadmin', 'template0', 'template1'];
const RESERVED_USERS = [
  'admin',
  'rdsadmin',
  'rdsrepladmin',
  'rdstopmgr',
  'public',
  'none',
  'rds_superuser',
  'rds_replication',
  'rds_iam',
  'rds_password',
];

/** The longest prefix that leaves room for the ARN and for `/replicas/<id>-from-<region>/resource-id`. */
const LONGEST_PREFIX = 800;

/** The schemas that scripts/init-db.sql creates. */
const SCHEMAS = ['oficina', 'oficina_bootstrap'];

function isReservedDatabase(name: string): boolean {
  return RESERVED_DATABASES.includes(name.toLowerCase()) || RESERVED_WORDS.has(name.toLowerCase());
}

/** Whether PostgreSQL or RDS reserves the name of a user. */
export function isReservedUser(name: string): boolean {
  const lower = name.toLowerCase();
  return lower.startsWith('pg_') || RESERVED_USERS.includes(lower) || RESERVED_WORDS.has(lower);
}

export const namingRules: readonly Rule<Settings>[] = [
  {
    id: 'instance-identifier-format',
    reads: ['instanceIdentifier'],
    broken: (s) => !/^[a-z](-?[a-z0-9])*$/.test(s.instanceIdentifier) || s.instanceIdentifier.length > 63,
    got: (s) => `'${s.instanceIdentifier}'`,
    wants:
      'must be 1 to 63 lower-case letters, digits and single hyphens, ' +
      'starting with a letter and not ending with a hyphen',
    fix: "choose one like 'oficina-db-prod'",
  },
  {
    id: 'database-name-format',
    reads: ['databaseName'],
    broken: (s) => !/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(s.databaseName),
    got: (s) => `'${s.databaseName}'`,
    wants: 'must be 1 to 63 letters, digits and underscores, starting with a letter or an underscore',
    fix: "choose one like 'oficina_db'",
  },
  {
    id: 'database-name-reserved',
    reads: ['databaseName'],
    broken: (s) => isReservedDatabase(s.databaseName),
    got: (s) => `'${s.databaseName}'`,
    wants: 'must not be a name that PostgreSQL or RDS reserves',
    fix: (s) => `choose one like 'oficina_${s.databaseName.toLowerCase()}'`,
  },
  {
    id: 'master-username-format',
    reads: ['masterUsername'],
    broken: (s) => !s.adopt && !/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(s.masterUsername),
    got: (s) => `'${s.masterUsername}'`,
    wants: 'must be 1 to 63 letters, digits and underscores, starting with a letter',
    fix: "choose one like 'oficina_admin'",
  },
  {
    id: 'master-username-reserved',
    reads: ['masterUsername'],
    broken: (s) => !s.adopt && isReservedUser(s.masterUsername),
    got: (s) => `'${s.masterUsername}'`,
    wants: 'must not be a name that PostgreSQL or RDS reserves',
    fix: "choose one like 'oficina_admin'",
  },
  {
    id: 'master-username-of-schema',
    reads: ['masterUsername', 'bootstrap'],
    broken: (s) => s.bootstrap && SCHEMAS.includes(s.masterUsername.toLowerCase()),
    got: (s) => `'${s.masterUsername}'`,
    wants:
      'must not be the name of a schema that the SQL of a deployment creates: PostgreSQL would look names up there ' +
      'first, and its owners could run functions as the master user',
    fix: "choose one like 'oficina_admin'; a database that already has this one keeps it with bootstrap: false",
  },
  {
    id: 'secret-name-format',
    reads: ['secretName'],
    broken: (s) => !/^[A-Za-z0-9/_+=.@-]{1,512}$/.test(s.secretName),
    got: (s) => `'${s.secretName}'`,
    wants: 'must be 1 to 512 letters, digits and the characters /_+=.@-',
    fix: "choose one like 'oficina-db-prod'",
  },
  {
    id: 'ssm-parameter-prefix-format',
    reads: ['ssmParameterPrefix'],
    broken: (s) =>
      !/^(\/[A-Za-z0-9_.-]+){1,14}$/.test(s.ssmParameterPrefix) || /^\/(aws|ssm)/i.test(s.ssmParameterPrefix),
    got: (s) => `'${s.ssmParameterPrefix}'`,
    wants:
      'must be a path of 1 to 14 parts that starts with a slash, ends without one, ' +
      'and does not start with /aws or /ssm',
    fix: "choose one like '/oficina/prod/database'",
  },
  {
    // Names have at most 1,011 characters, including the ARN:
    // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    id: 'ssm-parameter-prefix-length',
    reads: ['ssmParameterPrefix'],
    broken: (s) => s.ssmParameterPrefix.length > LONGEST_PREFIX,
    got: (s) => `${s.ssmParameterPrefix.length}`,
    wants:
      `must have at most ${LONGEST_PREFIX} characters, ` +
      'as Parameter Store takes 1011 with the ARN and the names below it',
    fix: "choose a shorter path, like '/oficina/prod/database'",
  },
  {
    id: 'port-range',
    reads: ['port'],
    broken: (s) => !Number.isInteger(s.port) || s.port < 1150 || s.port > 65535,
    got: (s) => `${s.port}`,
    wants: 'must be a whole number from 1150 to 65535',
    fix: 'leave it out for 5432',
  },
  {
    id: 'project-tag-value',
    reads: ['project'],
    broken: (s) => !isTagValue(s.project),
    got: (s) => `'${s.project}'`,
    wants: 'must be a tag value: 1 to 256 letters, digits, spaces and the characters _.:/=+-@',
    fix: "choose one like 'oficina-mecanica'",
  },
  {
    id: 'repository-tag-value',
    reads: ['repository'],
    broken: (s) => !isTagValue(s.repository),
    got: (s) => `'${s.repository}'`,
    wants: 'must be a tag value: 1 to 256 letters, digits, spaces and the characters _.:/=+-@',
    fix: "choose one like 'oficina-postgres'",
  },
];

/**
 * Whether RDS accepts a tag value, which must not begin with `aws:` or `rds:`:
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Tag.html
 */
function isTagValue(value: string): boolean {
  return /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(value) && !/^(aws|rds):/i.test(value);
}
