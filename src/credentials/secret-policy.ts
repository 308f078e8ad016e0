import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/**
 * Denies requests without TLS in the policy of a secret, and has Secrets Manager refuse policies that let the public
 * in. It grants nothing: the policies of the principals decide who may read the secret.
 *
 * A secret that RDS has created is not changed, because CDK cannot change its policy.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html (BlockPublicPolicy)
 */
export function closeToPublic(secret: secretsmanager.ISecret): void {
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
  // ResourcePolicy has no prop for it.
  if (policy instanceof secretsmanager.ResourcePolicy) {
    (policy.node.defaultChild as secretsmanager.CfnResourcePolicy).blockPublicPolicy = true;
  }
}
