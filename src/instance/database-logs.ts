import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Settings } from '../profile/settings';

/**
 * The log groups that RDS writes to. Made before the instance, as a group that RDS makes itself is neither encrypted nor ever emptied.
 */
export class DatabaseLogs extends Construct {
  readonly logGroups: Record<string, logs.LogGroup> = {};

  constructor(scope: Construct, id: string, settings: Settings, key: kms.IKey, removalPolicy: RemovalPolicy) {
    super(scope, id);
    for (const name of settings.logExports) {
      this.logGroups[name] = new logs.LogGroup(this, name, {
        logGroupName: `/aws/rds/instance/${settings.instanceIdentifier}/${name}`,
        encryptionKey: key,
        retention: settings.logRetention,
        removalPolicy,
      });
    }
  }
}
