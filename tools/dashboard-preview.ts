import { writeFileSync } from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { EnvironmentProfile, OficinaPostgres } from '../src';
import { dashboardBody } from './support/dashboard-body';
import { drawDashboard } from './support/dashboard-drawing';
import { ROOT } from './support/root';

/**
 * `npm run dashboard:preview`: the dashboard of a production database, drawn with invented data as docs/dashboard.svg.
 */
process.env.CDK_VALIDATION = 'false'; // only the dashboard of the template is used
const stack = new Stack(new App(), 'oficina-database-prod', { env: { account: '111122223333', region: 'us-east-1' } });
const database = new OficinaPostgres(stack, 'Database', {
  vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 2 }),
  profile: EnvironmentProfile.prod(),
  alarmEmails: ['plantao@oficina.example'],
});
const file = path.join(ROOT, 'docs', 'dashboard.svg');
writeFileSync(
  file,
  drawDashboard(dashboardBody(Template.fromStack(stack).toJSON()), `RDS-${database.instanceIdentifier}`),
);
console.log(`wrote ${path.relative(ROOT, file)}`);
