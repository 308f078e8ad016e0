import { Token } from 'aws-cdk-lib';
import { LogStatement } from '../parameters/log-statement';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

const scripts = (s: Settings) => s.bootstrapSql.map(({ name }) => name);
const doubles = (s: Settings) => [...new Set(scripts(s).filter((name, index, all) => all.indexOf(name) !== index))];

const CLEAR_SQL =
  'must not send passwords that are written to the PostgreSQL log: the function of AWS sends ALTER USER with the password in clear';

/** Parameters, and the values with which PostgreSQL logs statements: https://www.postgresql.org/docs/current/runtime-config-logging.html */
const LOGS_STATEMENTS: Record<string, (value: string) => boolean> = {
  log_transaction_sample_rate: (value) => Number(value) !== 0,
  log_min_duration_sample: (value) => !/^\s*-/.test(value), // from zero on, as far as log_statement_sample_rate goes
  log_min_error_statement: (value) => /^(debug\d?|info|notice|warning)$/i.test(value.trim()), // also those that do not fail
  debug_print_parse: isOn,
  debug_print_rewritten: isOn,
  debug_print_plan: isOn,
};
const isLogging = (name: string, value: string) =>
  Object.hasOwn(LOGS_STATEMENTS, name) && !Token.isUnresolved(value) && LOGS_STATEMENTS[name](value);
const loggingParameters = (s: Settings) =>
  Object.entries(s.parameters).filter(([name, value]) => isLogging(name, value) && !samplesNone(s, name));

function isOn(value: string): boolean {
  return !/^(0|off|of|f|fa|fal|fals|false|n|no)$/i.test(value.trim());
}

function samplesNone(s: Settings, name: string): boolean {
  const rate = s.parameters.log_statement_sample_rate;
  return name === 'log_min_duration_sample' && rate !== undefined && !Token.isUnresolved(rate) && Number(rate) === 0;
}

export const credentialsRules: readonly Rule<Settings>[] = [
  {
    id: 'rotation-keeps-passwords-out-of-the-log',
    reads: ['rotation', 'logStatement'],
    broken: (s) => s.rotation._mechanism.sendsClearSql && s.logStatement !== LogStatement.NONE,
    got: (s) => `CredentialsRotation.awsServerlessApplication() with logStatement '${s.logStatement}'`,
    wants: CLEAR_SQL,
    fix: 'leave rotation out for CredentialsRotation.builtin(), or choose LogStatement.NONE, which leaves DDL to pgAudit with passwords redacted',
  },
  {
    id: 'rotation-keeps-passwords-out-of-slow-statements',
    reads: ['rotation', 'slowQueryThreshold'],
    broken: (s) =>
      s.rotation._mechanism.sendsClearSql && s.slowQueryThreshold.toMilliseconds({ integral: false }) === 0,
    got: () =>
      'CredentialsRotation.awsServerlessApplication() with a slowQueryThreshold of zero, which logs every statement',
    wants: CLEAR_SQL,
    fix: 'leave rotation out for CredentialsRotation.builtin(), or choose a slowQueryThreshold like Duration.seconds(1)',
  },
  {
    id: 'rotation-keeps-passwords-out-of-samples',
    reads: ['rotation', 'parameters'],
    needs: (s) => [s.rotation, Object.keys(s.parameters)],
    broken: (s) => s.rotation._mechanism.sendsClearSql && loggingParameters(s).length > 0,
    got: (s) =>
      `CredentialsRotation.awsServerlessApplication() with the parameters ${loggingParameters(s)
        .map(([name, value]) => `${name} '${value}'`)
        .join(', ')}`,
    wants: CLEAR_SQL,
    fix: 'leave rotation out for CredentialsRotation.builtin(), or leave those parameters out',
  },
  {
    id: 'bootstrap-sql-needs-bootstrap',
    reads: ['bootstrapSql', 'bootstrap'],
    needs: (s) => s.bootstrap,
    broken: (s) => !s.bootstrap && s.bootstrapSql.length > 0,
    got: (s) => `${scripts(s).join(', ')} with bootstrap: false`,
    wants: 'needs bootstrap',
    fix: 'leave one of the two props out',
  },
  {
    id: 'bootstrap-sql-list',
    reads: ['bootstrapSql'],
    needs: () => undefined,
    broken: (s) => Token.isUnresolved(s.bootstrapSql),
    got: () => 'a list that is known at deployment only',
    wants: 'must be a list whose length is known',
    fix: 'write the list out',
  },
  {
    id: 'bootstrap-sql-names-once',
    reads: ['bootstrapSql'],
    needs: () => undefined,
    broken: (s) => doubles(s).length > 0,
    got: (s) => doubles(s).join(', ') + ' more than once',
    wants: 'must have a name of its own each: what has run is known by it',
    fix: 'rename the file',
  },
];
