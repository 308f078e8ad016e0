import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CrossRegionBackup, OficinaPostgresProps } from '../../src';
import { COPIED_FROM, copiedTo, copyPrefix } from '../../src/backup/snapshot-copy-naming';
import { database, emptyStack } from '../support/database';
import { permits } from '../support/policy';

const REGION = 'us-west-2';
const joined = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
const snapshots = (region: string) => joined(`:rds:${region}:111122223333:snapshot:*`);

/** The template of the other region. */
function other(options = {}, props: Partial<OficinaPostgresProps> = {}): Template {
  const stack = emptyStack('Source');
  database({ crossRegionBackup: CrossRegionBackup.toRegion(REGION, options), ...props }, stack);
  return Template.fromStack(stack.node.root.node.findChild(`Source-backups-${REGION}`) as Stack);
}
const copier = (template: Template) =>
  Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { Description: Match.stringLikeRegexp('^Copies manual') },
    }),
  );
const statements = (template: Template): any[] =>
  Object.values(
    template.findResources('AWS::IAM::ManagedPolicy', {
      Properties: { Description: Match.stringLikeRegexp('^Copies manual') },
    }),
  )[0].Properties.PolicyDocument.Statement;
const statement = (template: Template, action: string) =>
  statements(template).filter(({ Action }) => [Action].flat().includes(action));

describe('the function', () => {
  test('gets the database, its region and the key of its own region; deletes nothing without a retention', () => {
    const [{ Properties }] = copier(other());
    expect(Properties.Environment.Variables).toEqual({
      SOURCE_REGION: 'us-east-1',
      INSTANCE_IDENTIFIER: 'oficina-db-dev',
      KMS_KEY_ARN: { 'Fn::GetAtt': [expect.stringMatching(/^DatabaseEncryptionKey/), 'Arn'] },
    });
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 300 });
    expect(Properties.VpcConfig).toBeUndefined();
  });

  test('gets the retention of the copies', () => {
    expect(
      copier(other({ snapshotRetention: Duration.days(365) }))[0].Properties.Environment.Variables.RETENTION_DAYS,
    ).toBe('365');
  });

  test('writes an encrypted log with the retention of the other logs', () => {
    const template = other({}, { logRetention: 30 });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/oficina-postgres/oficina-db-dev/snapshot-copies',
      RetentionInDays: 30,
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
    });
  });

  test('runs for snapshots of the other region, for finished copies in its own region, and every day', () => {
    const rules = Object.values(other().findResources('AWS::Events::Rule'))
      .map(({ Properties }) => Properties)
      .filter(({ Targets }) => JSON.stringify(Targets).includes('SnapshotCopiesFunction'));
    const triggers = rules.map(
      ({ EventPattern, ScheduleExpression }) =>
        ScheduleExpression ?? [EventPattern.region, EventPattern.detail.EventID],
    );
    expect(triggers.sort()).toEqual(
      [
        [['us-east-1'], ['RDS-EVENT-0042', 'RDS-EVENT-0197', 'RDS-EVENT-0060']],
        [['us-west-2'], ['RDS-EVENT-0060', 'RDS-EVENT-0061']],
        'rate(1 day)',
      ].sort(),
    );
    for (const { EventPattern } of rules.filter((rule) => rule.EventPattern)) {
      expect(EventPattern).toMatchObject({ source: ['aws.rds'], 'detail-type': ['RDS DB Snapshot Event'] });
    }
  });
});

describe('the policy of the function', () => {
  const template = other();

  test('allows reading the snapshots of both regions', () => {
    expect(statement(template, 'rds:DescribeDBSnapshots')[0].Resource).toEqual(
      ['us-east-1', REGION].flatMap((region) => [
        snapshots(region),
        joined(`:rds:${region}:111122223333:db:oficina-db-dev`),
      ]),
    );
  });

  const prefix = copyPrefix('oficina-db-dev', 'us-east-1');
  const snapshot = (region: string, name: string) => `arn:aws:rds:${region}:111122223333:snapshot:${name}`;
  const sourceArn = snapshot('us-east-1', 'before-upgrade');
  const may = (action: string, resource: string, context: Record<string, string | string[]> = {}) =>
    permits(statements(template), { action: `rds:${action}`, resource, context });
  const tagging = (tags: Record<string, string>) => ({
    'aws:TagKeys': Object.keys(tags),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  });
  const tagged = { [`aws:ResourceTag/${COPIED_FROM}`]: sourceArn };
  const NOT_COPIES = [
    'before-upgrade',
    'oficina-db-dev-final',
    'oficina-copy',
    'oficina-copy-by-hand',
    'rds:oficina-db-dev-2026-11-28-03-10',
    'awsbackup:job-0d5e',
    `x${prefix}before-upgrade`,
    `${copyPrefix('other', 'us-east-1')}before-upgrade`,
    `${copyPrefix('oficina-db-dev-2', 'us-east-1')}a`,
    `${copyPrefix('oficina-db-dev', 'eu-west-1')}a`,
  ];

  test('allows copying any snapshot of the source region, only to a name with the prefix', () => {
    const copy = snapshot(REGION, `${prefix}before-upgrade`);
    for (const resource of [sourceArn, copy]) expect(may('CopyDBSnapshot', resource)).toBe(true);
    expect(may('AddTagsToResource', copy, tagging({ Team: 'oficina', [COPIED_FROM]: sourceArn }))).toBe(true);
    for (const name of NOT_COPIES) expect(may('CopyDBSnapshot', snapshot(REGION, name))).toBe(false);
  });

  test('allows deleting only its own copies, whatever tags another snapshot has', () => {
    expect(may('DeleteDBSnapshot', snapshot(REGION, `${prefix}before-upgrade`), tagged)).toBe(true);
    expect(may('DeleteDBSnapshot', snapshot(REGION, `${prefix}before-upgrade`))).toBe(false);
    for (const name of NOT_COPIES) expect(may('DeleteDBSnapshot', snapshot(REGION, name), tagged)).toBe(false);
    for (const name of [...NOT_COPIES, `${prefix}a`]) {
      expect(may('DeleteDBSnapshot', snapshot('us-east-1', name), tagged)).toBe(false);
    }
  });

  test('allows tagging only its own copies in its own region, with its tag', () => {
    for (const name of NOT_COPIES) {
      expect(may('AddTagsToResource', snapshot(REGION, name), tagging({ [COPIED_FROM]: sourceArn }))).toBe(false);
    }
    const copy = snapshot(REGION, `${prefix}a`);
    expect(may('AddTagsToResource', copy, tagging({ Team: 'oficina' }))).toBe(false);
    expect(may('AddTagsToResource', copy, tagging({ [COPIED_FROM]: snapshot('eu-west-1', 'a') }))).toBe(false);
  });

  test('allows setting its mark on snapshots of the source region, and no other tag', () => {
    const mark = { [copiedTo(REGION)]: snapshot(REGION, `${prefix}before-upgrade`) };
    expect(may('AddTagsToResource', sourceArn, tagging(mark))).toBe(true);
    for (const others of [{ [COPIED_FROM]: sourceArn }, { ...mark, Team: 'x' }, { [copiedTo('eu-west-1')]: 'x' }, {}]) {
      expect(may('AddTagsToResource', sourceArn, tagging(others as Record<string, string>))).toBe(false);
    }
  });

  test('does not allow sharing, changing or restoring a snapshot, or removing tags', () => {
    for (const action of [
      'ModifyDBSnapshotAttribute',
      'ModifyDBSnapshot',
      'RestoreDBInstanceFromDBSnapshot',
      'RemoveTagsFromResource',
      'DeleteDBInstance',
      'CreateDBSnapshot',
    ]) {
      for (const resource of [sourceArn, snapshot(REGION, `${prefix}a`)]) {
        expect(may(action, resource, tagged)).toBe(false);
      }
    }
  });

  test('allows using keys only through RDS: its own by ARN, the key of the database by alias', () => {
    const kms = statements(template).filter(({ Action }) =>
      [Action].flat().some((action) => action.startsWith('kms:')),
    );
    expect(kms).toHaveLength(4);
    for (const { Condition, Resource } of kms) {
      const via = Condition.StringEquals['kms:ViaService'];
      if (via === `rds.${REGION}.amazonaws.com`) {
        expect(Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^DatabaseEncryptionKey/), 'Arn'] });
      } else {
        expect(via).toBe('rds.us-east-1.amazonaws.com');
        expect(Resource).toEqual(joined(':kms:us-east-1:111122223333:key/*'));
        expect(Condition['ForAnyValue:StringEquals']).toEqual({ 'kms:ResourceAliases': 'alias/oficina-db-dev' });
      }
    }
    for (const { Condition } of statement(template, 'kms:CreateGrant')) {
      expect(Condition.Bool).toEqual({ 'kms:GrantIsForAWSResource': 'true' });
    }
  });

  test('allows no other action, and no wildcard in one', () => {
    const actions = statements(template).flatMap(({ Action }) => Action);
    const allowed =
      /^(rds:(Describe|Copy|Delete)DBSnapshots?|rds:AddTagsToResource|kms:.*|logs:CreateLogStream|logs:PutLogEvents)$/;
    expect(actions.filter((action) => !allowed.test(action))).toEqual([]);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(statements(template).flatMap(({ Resource }) => Resource)).not.toContain('*');
  });
});
