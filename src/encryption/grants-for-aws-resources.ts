import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

const CREATE_GRANT = 'kms:CreateGrant';

/**
 * A key whose policy allows grants for AWS resources only, even in statements that aws-cdk-lib adds: a
 * `secretsmanager.Secret` lets principals of the account make grants through Secrets Manager without this condition.
 * The other actions of such a statement keep their own conditions, because their requests do not have the condition
 * key.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 *
 * The class is made here because at the top of the file it would load kms.Key with the library.
 */
export function grantsForAwsResourcesKey(scope: Construct, id: string, props: kms.KeyProps): kms.Key {
  class GrantsForAwsResourcesKey extends kms.Key {
    addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp?: boolean): iam.AddToResourcePolicyResult {
      if (!statement.actions.includes(CREATE_GRANT)) return super.addToResourcePolicy(statement, allowNoOp);
      const others = statement.actions.filter((action) => action !== CREATE_GRANT);
      if (others.length > 0) super.addToResourcePolicy(statement.copy({ actions: others }), allowNoOp);
      const grants = statement.copy({ actions: [CREATE_GRANT] });
      grants.addCondition('Bool', { 'kms:GrantIsForAWSResource': 'true' });
      return super.addToResourcePolicy(grants, allowNoOp);
    }
  }
  return new GrantsForAwsResourcesKey(scope, id, props);
}
