import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { written } from '../private/shape';

/**
 * Lets a principal read a secret. secret.grantRead() would name the grantee in the policy of the key: a cycle as soon as the grantee depends on the database.
 * The key lets the whole account use it through Secrets Manager, so that the grantee's own policy decides.
 */
export function grantReadSecret(grantee: iam.IGrantable, secret: secretsmanager.ISecret, caller: IConstruct): iam.Grant {
  refuseNoPrincipal(grantee, 'grantReadCredentials', caller);
  return iam.Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    resourceArns: [secret.secretArn],
  }).combine(iam.Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt'],
    resourceArns: [secret.encryptionKey!.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${secret.env.region}.amazonaws.com` } },
  }));
}

/** What the compiler checks in TypeScript. */
export function refuseNoPrincipal(grantee: iam.IGrantable | undefined | null, method: string, caller: IConstruct): void {
  if (grantee?.grantPrincipal) return;
  throw new Error(`[${caller.node.path}] grantee of ${method}() must be a principal, got ${written(grantee)}; pass a role, or a function that has one`);
}
