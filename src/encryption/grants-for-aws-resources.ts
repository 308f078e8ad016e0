import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

const CREATE_GRANT = 'kms:CreateGrant';

/**
 * Creates a key whose policy allows grants only for AWS resources, even in statements that other constructs add. For
 * example, a `secretsmanager.Secret` lets principals of the account create grants through Secrets Manager without this
 * condition.
 *
 * Constructs add their statements by calling `addToResourcePolicy()` of the key, so a subclass that overrides it is the
 * only place to add the condition. The subclass is declared in this function because at the top level of the file it
 * would load kms.Key with the library.
 *
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-grant-is-for-aws-resource
 */
export function grantsForAwsResourcesKey(scope: Construct, id: string, props: kms.KeyProps): kms.Key {
  class GrantsForAwsResourcesKey extends kms.Key {
    addToResourcePolicy(statement: iam.PolicyStatement, allowNoOp?: boolean): iam.AddToResourcePolicyResult {
      if (!statement.actions.includes(CREATE_GRANT)) return super.addToResourcePolicy(statement, allowNoOp);
      // The other actions keep their own conditions, because their requests do not have the condition key.
      const others = statement.actions.filter((action) => action !== CREATE_GRANT);
      if (others.length > 0) super.addToResourcePolicy(statement.copy({ actions: others }), allowNoOp);
      const grants = statement.copy({ actions: [CREATE_GRANT] });
      grants.addCondition('Bool', { 'kms:GrantIsForAWSResource': 'true' });
      return super.addToResourcePolicy(grants, allowNoOp);
    }
  }
  return new GrantsForAwsResourcesKey(scope, id, props);
}
