import { Fn, RemovalPolicy, Token, Tokenization } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { parameterGroupName } from './parameter-catalogue';
import { AdoptedDatabase } from '../adoption/adopted-database';
import { mayDeferChanges } from '../instance/pending-changes';
import { Settings } from '../settings/settings';

/** The parameter group, which forces TLS, audits, and logs slow statements. */
export class DatabaseParameters extends Construct {
  readonly parameterGroup: rds.IParameterGroup;
  readonly engine: rds.IInstanceEngine;

  /**
   * @param adopted the instance, if it is adopted and may keep its own parameter group for a while
   */
  constructor(scope: Construct, id: string, settings: Settings, adopted?: AdoptedDatabase) {
    super(scope, id);
    this.engine = rds.DatabaseInstanceEngine.postgres({ version: settings.engineVersion });
    if (adopted && !adopted._applies('DBParameterGroupName')) {
      const { DBParameterGroupName: name } = adopted._fields.live!;
      this.parameterGroup = rds.ParameterGroup.fromParameterGroupName(this, 'Adopted', name);
      return;
    }
    // Family, description and name of a group cannot be changed in place. Each major version gets a group with its own
    // id and without a name.
    this.parameterGroup = new rds.ParameterGroup(
      this,
      Token.isUnresolved(settings.majorVersion) ? 'Postgres' : `Postgres${settings.majorVersion}`,
      {
        engine: this.engine,
        description: `PostgreSQL ${settings.majorVersion} of oficina-postgres`,
        parameters: { ...libraryParameters(settings), ...groupParameters(settings.parameters) },
        // A deferred major upgrade keeps using the group of the old major version, which the same deployment removes
        // from the template.
        removalPolicy: mayDeferChanges(settings) ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : undefined,
      },
    );
  }
}

/**
 * Returns the parameters of the prop `parameters`, by the names that a parameter group uses. They are sorted: maps of
 * Java and Go have no order, so the template would change from one synthesis to the next.
 */
function groupParameters(parameters: Record<string, string>): Record<string, string> {
  const entries = Object.entries(parameters).map(([name, value]) => [parameterGroupName(name), value]);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

function libraryParameters(settings: Settings): Record<string, string> {
  const logConnections = settings.logConnections ? '1' : '0';
  const parameters: Record<string, string> = {
    'rds.force_ssl': '1',
    shared_preload_libraries: preloadLibraries(settings),
    'pgaudit.log': commaSeparated(settings.auditClasses) || 'none',
    log_statement: settings.logStatement,
    log_min_duration_statement: `${settings.slowQueryThreshold.toMilliseconds()}`,
    log_connections: logConnections,
    log_disconnections: logConnections,
  };
  if (settings.maxConnections !== undefined) {
    parameters.max_connections = Tokenization.stringifyNumber(settings.maxConnections);
  }
  return parameters;
}

function preloadLibraries(settings: Settings): string {
  const always = ['pg_stat_statements', 'pgaudit'];
  const others = commaSeparated(settings.preloadLibraries.filter((name) => !always.includes(name)));
  return [...always, others].filter((part) => part !== '').join(',');
}

/** Joins a list. If it is a token, CloudFormation joins it. */
function commaSeparated(list: string[]): string {
  return Token.isUnresolved(list) ? Fn.join(',', list) : list.join(',');
}
