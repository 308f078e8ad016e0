import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { DatabaseStack } from './database-stack';
import { regionOfBackup } from './restore';

const app = new App();
// Every synthesis checks the compliance packs: a finding that nobody has acknowledged fails it. A drill is not
// protected from deletion, so that it can be removed again.
if (!app.node.tryGetContext('drill'))
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new HIPAASecurityChecks(app),
    new NIST80053R5Checks(app),
    new PCIDSS321Checks(app),
  );

new DatabaseStack(
  app,
  app.node.tryGetContext('drill') ? 'oficina-database-drill' : 'oficina-database-disaster-recovery',
  {
    description: 'PostgreSQL of the workshop system, prod, restored from its replicated backups',
    // Where the backups are, whatever region the terminal is set to.
    env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: regionOfBackup(app) },
  },
);
