import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { DatabaseStack } from './database-stack';

const app = new App();
// Every synthesis checks the compliance packs: a finding that nobody has answered for fails it.
Validations.of(app).addPlugins(
  new AwsSolutionsChecks(app),
  new HIPAASecurityChecks(app),
  new NIST80053R5Checks(app),
  new PCIDSS321Checks(app),
);

new DatabaseStack(app, 'oficina-database-prod', {
  description: 'PostgreSQL of the workshop system, prod',
  // Both are written out, or known from the credentials: the stack of the other region is of the same account.
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION ?? 'us-east-1' },
});
