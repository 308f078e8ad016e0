import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Settings } from '../settings/settings';

/**
 * The log groups that RDS writes to. They are created before the instance, because a group that RDS creates is not
 * encrypted and never expires.
 */
export class DatabaseLogs extends Construct {
  readonly logGroups: Record<string, logs.LogGroup> = {};

  constructor(scope: Construct, id: string, settings: Settings, key: kms.IKey, removalPolicy: RemovalPolicy) {
    super(scope, id);
    for (const [index, name] of settings.logExports.entries()) {
      this.logGroups[name] = new logs.LogGroup(this, Token.isUnresolved(name) ? `Log${index + 1}` : name, {
        logGroupName: `/aws/rds/instance/${settings.instanceIdentifier}/${name}`,
        encryptionKey: key,
        retention: settings.logRetention,
        removalPolicy,
      });
    }
  }
}
