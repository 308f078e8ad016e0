import { Fn, RemovalPolicy, Token, Tokenization } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { parameterGroupName } from './parameter-catalogue';
import { changesWait } from '../instance/pending-changes';
import { Settings } from '../settings/settings';

/** The parameter group: TLS forced, audited, and slow statements logged. */
export class DatabaseParameters extends Construct {
  readonly parameterGroup: rds.ParameterGroup;
  readonly engine: rds.IInstanceEngine;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.engine = rds.DatabaseInstanceEngine.postgres({ version: settings.engineVersion });
    // Family, description and name cannot be changed in place: a major version gets a group of its own, under an id of its own, without a name.
    this.parameterGroup = new rds.ParameterGroup(
      this,
      Token.isUnresolved(settings.majorVersion) ? 'Postgres' : `Postgres${settings.majorVersion}`,
      {
        engine: this.engine,
        description: `PostgreSQL ${settings.majorVersion} of oficina-postgres`,
        parameters: { ...libraryParameters(settings), ...groupParameters(settings.parameters) },
        // A major upgrade that waits keeps the group of the old major in use, which that same deployment takes out of the
        // template.
        removalPolicy: changesWait(settings) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : undefined,
      },
    );
  }
}

/** A team's parameters, by the names that a parameter group has for them. */
function groupParameters(parameters: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [parameterGroupName(name), value]));
}

function libraryParameters(settings: Settings): Record<string, string> {
  const logConnections = settings.logConnections ? '1' : '0';
  return {
    'rds.force_ssl': '1',
    shared_preload_libraries: [
      'pg_stat_statements',
      'pgaudit',
      commaSeparated(settings.preloadLibraries.filter((name) => name !== 'pg_stat_statements' && name !== 'pgaudit')),
    ]
      .filter((part) => part !== '')
      .join(','),
    'pgaudit.log': commaSeparated(settings.auditClasses) || 'none',
    log_statement: settings.logStatement,
    log_min_duration_statement: `${settings.slowQueryThreshold.toMilliseconds()}`,
    log_connections: logConnections,
    log_disconnections: logConnections,
    ...(settings.maxConnections !== undefined && {
      max_connections: Tokenization.stringifyNumber(settings.maxConnections),
    }),
  };
}

/** A list that is a token cannot be joined here: CloudFormation does it. */
function commaSeparated(list: string[]): string {
  return Token.isUnresolved(list) ? Fn.join(',', list) : list.join(',');
}
