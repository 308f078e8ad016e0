import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { USE } from './database-key';

/** Lets the log groups of a read replica use the key of its database, whose policy names those of the database alone. */
export function letReplicaLogsUseKey(scope: Construct, key: kms.IKey, instanceIdentifier: string): void {
  const { partition, region, account } = Stack.of(scope);
  const { statementAdded } = key.addToResourcePolicy(new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    actions: USE,
    resources: ['*'],
    conditions: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:/aws/rds/instance/${instanceIdentifier}/*` },
    },
  }));
  if (!statementAdded) {
    Annotations.of(scope).addWarningV2('oficina-postgres:imported-key-policy',
      `the policy of the imported key cannot be changed from here: it must let logs.${region}.amazonaws.com use the key for /aws/rds/instance/${instanceIdentifier}/*, `
      + 'else the log groups cannot be created; acknowledge this once it does');
  }
}
