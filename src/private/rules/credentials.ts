import { Token } from 'aws-cdk-lib';
import { RotationStrategy } from '../../credentials/credentials-rotation';
import { LogStatement } from '../../parameters/log-statement';
import { Settings } from '../../profile/settings';
import { Rule } from '../rule';

const scripts = (s: Settings) => s.bootstrapSql.map(({ name }) => name);
const doubles = (s: Settings) => [...new Set(scripts(s).filter((name, index, all) => all.indexOf(name) !== index))];

export const credentialsRules: readonly Rule<Settings>[] = [
  {
    id: 'rotation-keeps-passwords-out-of-the-log',
    reads: ['rotation', 'logStatement'],
    broken: (s) => s.rotation.strategy === RotationStrategy.AWS_SERVERLESS_APPLICATION && s.logStatement !== LogStatement.NONE,
    got: (s) => `CredentialsRotation.awsServerlessApplication() with logStatement '${s.logStatement}'`,
    wants: 'must not send passwords that are written to the PostgreSQL log: the function of AWS sends ALTER USER with the password in clear',
    fix: 'leave rotation out for CredentialsRotation.builtin(), or choose LogStatement.NONE, which leaves DDL to pgAudit with passwords redacted',
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
