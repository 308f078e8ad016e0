import { Token } from 'aws-cdk-lib';
import { LogStatement } from '../parameters/log-statement';
import { Settings } from '../settings/settings';
import { NOTHING, Rule } from '../validation/rule';

const CLEAR_SQL =
  'must not send passwords that PostgreSQL writes to its log: ' +
  "AWS's function sends ALTER USER with the password in clear text";

/**
 * For each of these parameters, whether a value of it makes PostgreSQL log statements.
 * https://www.postgresql.org/docs/current/runtime-config-logging.html
 */
const LOGS_STATEMENTS: Record<string, (value: string) => boolean> = {
  log_transaction_sample_rate: (value) => Number(value) !== 0,
  // Any duration from zero on is logged, as often as log_statement_sample_rate says.
  log_min_duration_sample: (value) => !/^\s*-/.test(value),
  // With these levels, statements that do not fail are logged too.
  log_min_error_statement: (value) => /^(debug\d?|info|notice|warning)$/i.test(value.trim()),
  debug_print_parse: isOn,
  debug_print_rewritten: isOn,
  debug_print_plan: isOn,
};

function isOn(value: string): boolean {
  return !/^(0|off|of|f|fa|fal|fals|false|n|no)$/i.test(value.trim());
}

/** The parameters with which PostgreSQL would log the statement that sets the password, as `name 'value'`. */
function loggingParameters({ parameters }: Settings): string[] {
  return Object.entries(parameters)
    .filter(([name, value]) => logsStatements(name, value, parameters))
    .map(([name, value]) => `${name} '${value}'`);
}

function logsStatements(name: string, value: string, parameters: Settings['parameters']): boolean {
  if (!Object.hasOwn(LOGS_STATEMENTS, name) || Token.isUnresolved(value)) return false;
  if (name === 'log_min_duration_sample' && isZero(parameters.log_statement_sample_rate)) return false;
  return LOGS_STATEMENTS[name](value);
}

function isZero(value: string | undefined): boolean {
  return value !== undefined && !Token.isUnresolved(value) && Number(value) === 0;
}

function scriptNames(s: Settings): string[] {
  return s.bootstrapSql.map(({ name }) => name);
}

function repeatedScriptNames(s: Settings): string[] {
  const names = scriptNames(s);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

export const credentialsRules: readonly Rule<Settings>[] = [
  {
    id: 'rotation-keeps-passwords-out-of-the-log',
    reads: ['rotation', 'logStatement'],
    broken: (s) => s.rotation._mechanism.sendsClearSql && s.logStatement !== LogStatement.NONE,
    got: (s) => `CredentialsRotation.awsServerlessApplication() with logStatement '${s.logStatement}'`,
    wants: CLEAR_SQL,
    fix:
      'leave rotation out for CredentialsRotation.builtin(), or choose LogStatement.NONE: ' +
      'pgAudit records DDL then, with passwords redacted',
  },
  {
    id: 'rotation-keeps-passwords-out-of-slow-statements',
    reads: ['rotation', 'slowQueryThreshold'],
    broken: (s) =>
      s.rotation._mechanism.sendsClearSql && s.slowQueryThreshold.toMilliseconds({ integral: false }) === 0,
    got: () =>
      'CredentialsRotation.awsServerlessApplication() with a slowQueryThreshold of zero, which logs every statement',
    wants: CLEAR_SQL,
    fix:
      'leave rotation out for CredentialsRotation.builtin(), ' +
      'or choose a slowQueryThreshold like Duration.seconds(1)',
  },
  {
    id: 'rotation-keeps-passwords-out-of-samples',
    reads: ['rotation', 'parameters'],
    mustBeResolved: (s) => [s.rotation, Object.keys(s.parameters)],
    broken: (s) => s.rotation._mechanism.sendsClearSql && loggingParameters(s).length > 0,
    got: (s) => `CredentialsRotation.awsServerlessApplication() with the parameters ${loggingParameters(s).join(', ')}`,
    wants: CLEAR_SQL,
    fix: 'leave rotation out for CredentialsRotation.builtin(), or leave those parameters out',
  },
  {
    id: 'bootstrap-sql-needs-bootstrap',
    reads: ['bootstrapSql', 'bootstrap'],
    mustBeResolved: (s) => s.bootstrap,
    broken: (s) => !s.bootstrap && s.bootstrapSql.length > 0,
    got: (s) => `${scriptNames(s).join(', ')} with bootstrap: false`,
    wants: 'needs bootstrap',
    fix: 'leave one of the two props out',
  },
  {
    id: 'bootstrap-sql-list',
    reads: ['bootstrapSql'],
    mustBeResolved: NOTHING,
    broken: (s) => Token.isUnresolved(s.bootstrapSql),
    got: () => 'a token',
    wants: 'must be a list whose length is known',
    fix: 'write the list out',
  },
  {
    id: 'bootstrap-sql-names-once',
    reads: ['bootstrapSql'],
    mustBeResolved: NOTHING,
    broken: (s) => repeatedScriptNames(s).length > 0,
    got: (s) => `${repeatedScriptNames(s).join(', ')} more than once`,
    wants: 'must not have two scripts of one name, because the database records by name which ones have run',
    fix: 'rename the file',
  },
];
