import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/**
 * Refuses policies of a secret that would let in the public, and requests without TLS. It grants nothing and locks
 * nobody out: who may read the secret is up to the policies of the principals.
 *
 * A secret that RDS has made stays as it is: its policy cannot be changed from here.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html (BlockPublicPolicy)
 *
 * @returns the same secret
 */
export function closedToPublic<T extends secretsmanager.ISecret>(secret: T): T {
  const { policyDependable: policy } = secret.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'DenyWithoutTls',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['secretsmanager:*'],
      resources: ['*'],
      conditions: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
  // The L2 does not have it.
  if (policy instanceof secretsmanager.ResourcePolicy) {
    (policy.node.defaultChild as secretsmanager.CfnResourcePolicy).blockPublicPolicy = true;
  }
  return secret;
}
