import { Stack } from 'aws-cdk-lib';
import { topmost } from '../regions/support-stack';

/**
 * ARN of the role that CloudFormation deploys a stack with, as the synthesizer of the stack names it; undefined where
 * it names none: then a deployment has the permissions of whoever starts it. A role that the CDK CLI is given with
 * `--role-arn` is not known here.
 */
export function executionRoleArn(stack: Stack): string | undefined {
  const arn = topmost(stack).synthesizer.cloudFormationExecutionRole;
  if (!arn) return undefined;
  // Placeholders of the cloud assembly, for what is not known of the environment.
  return arn
    .replace(/\$\{AWS::Partition\}/g, stack.partition)
    .replace(/\$\{AWS::AccountId\}/g, stack.account)
    .replace(/\$\{AWS::Region\}/g, stack.region);
}
