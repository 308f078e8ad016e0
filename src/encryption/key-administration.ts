import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Actions that administer a key, without those that use it.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const ACTIONS = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKey',
  'DisableKeyRotation',
  'EnableKey',
  'EnableKeyRotation',
  'GetKeyPolicy',
  'GetKeyRotationStatus',
  'ListGrants',
  'ListKeyPolicies',
  'ListKeyRotations',
  'ListResourceTags',
  'PutKeyPolicy',
  'RevokeGrant',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
  'UpdateKeyDescription',
].map((action) => `kms:${action}`);

/** Lets the account administer the key through IAM. The policy must name the services that may use it. */
export function administrationThroughIam(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AdministrationThroughIam',
    principals: [new iam.AccountRootPrincipal()],
    actions: ACTIONS,
    resources: ['*'],
  });
}
