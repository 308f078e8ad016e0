import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Creates the role with which RDS writes Enhanced Monitoring. It allows what AWS's own AmazonRDSEnhancedMonitoringRole
 * allows, limited to the one log group, and to this instance of this account.
 *
 * The conditions of the trust policy are the ones that RDS documents for this role.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html,
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
export function enhancedMonitoringRole(scope: Construct, instanceIdentifier: string): iam.Role {
  const stack = Stack.of(scope);
  const logGroup = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: 'RDSOSMetrics',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const policy = new iam.ManagedPolicy(scope, 'EnhancedMonitoringPolicy', {
    description: 'Writes the samples of RDS Enhanced Monitoring',
    statements: [
      new iam.PolicyStatement({ actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'], resources: [logGroup] }),
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents'],
        // The stream is named after the resource id, which RDS assigns at creation.
        resources: [`${logGroup}:log-stream:*`],
      }),
    ],
  });
  return new iam.Role(scope, 'EnhancedMonitoringRole', {
    description: `Enhanced Monitoring of the database ${instanceIdentifier}`,
    assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'rds',
            resource: 'db',
            resourceName: instanceIdentifier,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    }),
    managedPolicies: [policy],
  });
}
