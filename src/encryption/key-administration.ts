import * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Administration of a key, without any use of it.
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

/** The account may administer the key through IAM; using it takes a service that the key's policy names. */
export function administrationThroughIam(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AdministrationThroughIam',
    principals: [new iam.AccountRootPrincipal()],
    actions: ACTIONS,
    resources: ['*'],
  });
}
