import { FoundSecret } from './master-secret';
import { DatabaseFacts } from './terraform-state';
import { Database } from '../aws/database';

/** By what the things that belong to a database are known, in a state of Terraform. */
export function factsOf({ identifier, arn, instance }: Database, secret: FoundSecret): DatabaseFacts {
  const keys = [instance.KmsKeyId, instance.PerformanceInsightsKMSKeyId, secret.keyArn];
  return {
    identifier,
    arn,
    subnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
    parameterGroupName: instance.DBParameterGroups?.[0]?.DBParameterGroupName,
    optionGroupName: instance.OptionGroupMemberships?.[0]?.OptionGroupName,
    securityGroupIds: (instance.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []),
    keyArns: keys.filter((key): key is string => Boolean(key)),
    secretArn: secret.arn,
    monitoringRoleArn: instance.MonitoringRoleArn || undefined,
    rotationFunctionArn: secret.rotationFunctionArn,
  };
}
