import { EnvironmentProfile } from '../../src';
import { ExplainedTable } from '../../tools/support/explained';
import { verdict } from '../../tools/support/verdict';
import { database } from '../support/database';
import { joined } from '../support/joined';

/** The verdict on a database of a profile, by topic. */
function about(profile: EnvironmentProfile, violations: { description: string }[] = []): Record<string, string> {
  const subject = database({ profile });
  return Object.fromEntries(
    verdict({
      example: 'dev',
      templates: {
        'oficina-database': {
          Resources: { Instance: { Type: 'AWS::RDS::DBInstance' }, CDKMetadata: { Type: 'AWS::CDK::Metadata' } },
        },
      },
      validation: [
        { pluginName: 'AwsSolutions', conclusion: 'success', violations: [], suppressedViolations: [{}, {}] },
        { pluginName: 'Construct Annotations', conclusion: 'success', violations },
      ],
      databases: ExplainedTable.all(subject.database.explain().toText()),
    }),
  );
}

test('names the stacks and their number of resources, without the metadata of CDK', () => {
  expect(about(EnvironmentProfile.dev())['would deploy']).toBe('oficina-database (1 resources)');
});

test('describes how production is protected', () => {
  const said = about(EnvironmentProfile.prod());
  expect(said.database).toMatch(
    joined(
      /^oficina-db-prod, profile prod: PostgreSQL 15 on t3\.medium, 20 GiB growing to 200 GiB, with a standby in /,
      /a second zone$/,
    ),
  );
  expect(said.protection).toBe('backups of 30 days, in us-west-2 as well, deletion protection');
});

test('describes what development lacks', () => {
  const said = about(EnvironmentProfile.dev());
  expect(said.database).toContain('in one zone');
  expect(said.protection).toBe('backups of 7 days, none in a second region, no deletion protection');
  expect(said.costs).toMatch(/^\d+ settings cost money, each marked COST above; \d+ carry a risk: .*multiAz/);
});

test('counts findings separately from warnings, and shows the warnings', () => {
  const said = about(EnvironmentProfile.dev(), [{ description: 'nobody subscribes' }]);
  expect(said.checks).toBe('AwsSolutions: 0 open findings, 2 acknowledged with a reason');
  expect(said['to look at']).toBe('nobody subscribes');
});

test('says that no account was touched, and what to do next', () => {
  const said = about(EnvironmentProfile.dev());
  expect(said.account).toBe('no AWS account was touched, and nothing was deployed');
  expect(said.next).toContain('.demo/dev/cdk.out');
});
