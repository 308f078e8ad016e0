import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/**
 * Lets a principal read a secret. secret.grantRead() would name the grantee in the policy of the key: a cycle as soon as the grantee depends on the database.
 * The key lets the whole account use it through Secrets Manager, so that the grantee's own policy decides.
 */
export function grantReadSecret(grantee: iam.IGrantable, secret: secretsmanager.ISecret): iam.Grant {
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
