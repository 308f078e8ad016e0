import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { AdoptedDatabase } from '../adoption/adopted-database';
import { Settings } from '../settings/settings';

/**
 * The log groups that RDS writes to. They are created before the instance, because a group that RDS creates is not
 * encrypted and never expires.
 */
export class DatabaseLogs extends Construct {
  readonly logGroups: Record<string, logs.ILogGroup> = {};

  /**
   * @param adopted the instance, if it is adopted and may have its log groups already
   */
  constructor(
    scope: Construct,
    id: string,
    settings: Settings,
    key: kms.IKey,
    removalPolicy: RemovalPolicy,
    adopted?: AdoptedDatabase,
  ) {
    super(scope, id);
    for (const [index, name] of settings.logExports.entries()) {
      const logGroupId = Token.isUnresolved(name) ? `Log${index + 1}` : name;
      const logGroupName = `/aws/rds/instance/${settings.instanceIdentifier}/${name}`;
      if (adopted?._hasLogGroup(name)) {
        this.logGroups[name] = logs.LogGroup.fromLogGroupName(this, `Existing${logGroupId}`, logGroupName);
        continue;
      }
      this.logGroups[name] = new logs.LogGroup(this, logGroupId, {
        logGroupName,
        encryptionKey: key,
        retention: settings.logRetention,
        removalPolicy,
      });
    }
  }
}
