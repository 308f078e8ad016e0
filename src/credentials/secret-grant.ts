import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { GrantCall, GrantedStatement, grantToPrincipal } from './principal-grant';
import { viaService } from '../regions/partition-services';

/**
 * Lets a principal read a secret of the database and use its key for that only. The key's policy lets the whole account
 * use it through Secrets Manager, so the policy of the principal decides.
 *
 * @param versionStages stages that may be read, such as `AWSCURRENT`; all stages if left out
 */
export function grantReadSecret(
  call: GrantCall,
  grantee: iam.IGrantable,
  secret: secretsmanager.ISecret,
  versionStages?: string[],
): iam.Grant {
  return grantToPrincipal(call, grantee, [
    ...readStatements(secret, versionStages),
    useKeyOf(secret, ['kms:Decrypt'], call),
  ]);
}

/** Lets a principal put values into a secret of the database and use its key for that only. */
export function grantWriteSecret(call: GrantCall, grantee: iam.IGrantable, secret: secretsmanager.ISecret): iam.Grant {
  return grantToPrincipal(call, grantee, [
    {
      actions: [
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecret',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [secret.secretArn],
    },
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html (permissions for the KMS
    // key)
    useKeyOf(secret, ['kms:Decrypt', 'kms:GenerateDataKey'], call),
  ]);
}

/**
 * Replaces the methods `grantRead()` and `grantWrite()` of a secret, so that they grant only in the policy of the
 * principal, as `grantReadCredentials()` does.
 *
 * CDK's own methods also name the principal in the policy of the key. That makes a cycle if the principal depends on
 * the database or is in another stack, and has no effect if the key is imported. The methods of the object are
 * replaced, because CDK creates it (`attach()`, `fromSecretAttributes()`) and calls its `grantRead()` for ECS tasks and
 * Batch jobs.
 *
 * @param environment account and region of the secret
 */
export function grantThroughPrincipals(secret: secretsmanager.ISecret, environment: GrantCall['environment']): void {
  const call = (method: string): GrantCall => ({ scope: secret, method, environment, byConstructs: true });
  secret.grantRead = (grantee, versionStages) => grantReadSecret(call('grantRead'), grantee, secret, versionStages);
  secret.grantWrite = (grantee) => grantWriteSecret(call('grantWrite'), grantee, secret);
}

/** DescribeSecret gets no condition on stages: its requests name none, so the condition would deny them. */
function readStatements({ secretArn }: secretsmanager.ISecret, versionStages?: string[]): GrantedStatement[] {
  const resources = [secretArn];
  const read = 'secretsmanager:GetSecretValue';
  const describe = 'secretsmanager:DescribeSecret';
  if (!versionStages) return [{ actions: [read, describe], resources }];
  const conditions = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': versionStages } };
  return [
    { actions: [read], resources, conditions },
    { actions: [describe], resources },
  ];
}

/** Allows use of the key through Secrets Manager only. */
function useKeyOf(secret: secretsmanager.ISecret, actions: string[], { environment }: GrantCall): GrantedStatement {
  return {
    actions,
    resources: [secret.encryptionKey!.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(secret, 'secretsmanager', environment.region) } },
  };
}
