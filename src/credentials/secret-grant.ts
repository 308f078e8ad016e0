import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { GrantCall, GrantedStatement, grantToPrincipal } from './principal-grant';
import { viaService } from '../regions/partition-services';

/**
 * Lets a principal read a secret of the database, and use its key for just that. The key lets the whole account use it
 * through Secrets Manager, so that the policy of the principal decides.
 *
 * @param versionStages the stages that may be read, as in `AWSCURRENT`; all unless given
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

/** Lets a principal put values into a secret of the database, and use its key for just that. */
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
 * Makes a secret grant as `grantReadCredentials()` does, whoever calls `grantRead()`: constructs of CDK do it for the
 * secrets of ECS tasks and Batch jobs, and teams for the service accounts of EKS. CDK's own grants name the principal
 * in the policy of the key: a cycle as soon as the principal depends on the database, or stands in another stack; and
 * none at all for an imported key.
 *
 * @param environment where the secret is
 * @returns the same secret: its identity, its place in the tree and all else stay as they are
 */
export function grantedToPrincipals<T extends secretsmanager.ISecret>(
  secret: T,
  environment: GrantCall['environment'],
): T {
  const call = (method: string): GrantCall => ({ scope: secret, method, environment, byConstructs: true });
  secret.grantRead = (grantee, versionStages) => grantReadSecret(call('grantRead'), grantee, secret, versionStages);
  secret.grantWrite = (grantee) => grantWriteSecret(call('grantWrite'), grantee, secret);
  return secret;
}

/** DescribeSecret knows no stages: a condition on them would deny it. */
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

/** Use of the key through Secrets Manager alone. */
function useKeyOf(secret: secretsmanager.ISecret, actions: string[], { environment }: GrantCall): GrantedStatement {
  return {
    actions,
    resources: [secret.encryptionKey!.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': viaService(secret, 'secretsmanager', environment.region) } },
  };
}
