import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CrossRegionBackup, OficinaPostgresProps } from '../../src';
import { COPIED_FROM } from '../../src/backup/copy-tags';
import { database, emptyStack } from '../support/database';

const REGION = 'us-west-2';
const joined = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] });
const snapshots = (region: string) => joined(`:rds:${region}:111122223333:snapshot:*`);

/** The template of the other region. */
function other(options = {}, props: Partial<OficinaPostgresProps> = {}): Template {
  const stack = emptyStack('Source');
  database({ crossRegionBackup: CrossRegionBackup.toRegion(REGION, options), ...props }, stack);
  return Template.fromStack(stack.node.root.node.findChild(`Source-backups-${REGION}`) as Stack);
}
const copier = (template: Template) => Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Description: Match.stringLikeRegexp('^Copies manual') } }));
const statements = (template: Template): any[] => Object.values(template.findResources('AWS::IAM::ManagedPolicy', {
  Properties: { Description: Match.stringLikeRegexp('^Copies manual') },
}))[0].Properties.PolicyDocument.Statement;
const statement = (template: Template, action: string) => statements(template).filter(({ Action }) => [Action].flat().includes(action));

describe('the function', () => {
  test('knows the database, its region and the key here; without a retention it deletes nothing', () => {
    const [{ Properties }] = copier(other());
    expect(Properties.Environment.Variables).toEqual({
      SOURCE_REGION: 'us-east-1', INSTANCE_IDENTIFIER: 'oficina-db-dev', KMS_KEY_ARN: { 'Fn::GetAtt': [expect.stringMatching(/^DatabaseEncryptionKey/), 'Arn'] },
    });
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Handler: 'index.handler', Timeout: 300 });
    expect(Properties.VpcConfig).toBeUndefined();
  });

  test('is told how long copies are kept', () => {
    expect(copier(other({ snapshotRetention: Duration.days(365) }))[0].Properties.Environment.Variables.RETENTION_DAYS).toBe('365');
  });

  test('writes an encrypted log that is emptied like the others', () => {
    const template = other({}, { logRetention: 30 });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/oficina-postgres/oficina-db-dev/snapshot-copies',
      RetentionInDays: 30,
      KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^DatabaseEncryptionKey'), 'Arn'] },
    });
  });

  test('runs for snapshots of the other region, for copies that end here, and each day', () => {
    const rules = Object.values(other().findResources('AWS::Events::Rule')).map(({ Properties }) => Properties)
      .filter(({ Targets }) => JSON.stringify(Targets).includes('SnapshotCopiesFunction'));
    const triggers = rules.map(({ EventPattern, ScheduleExpression }) => ScheduleExpression ?? [EventPattern.region, EventPattern.detail.EventID]);
    expect(triggers.sort()).toEqual([
      [['us-east-1'], ['RDS-EVENT-0042', 'RDS-EVENT-0197', 'RDS-EVENT-0060']],
      [['us-west-2'], ['RDS-EVENT-0060', 'RDS-EVENT-0061']],
      'rate(1 day)',
    ].sort());
    for (const { EventPattern } of rules.filter((rule) => rule.EventPattern)) {
      expect(EventPattern).toMatchObject({ 'source': ['aws.rds'], 'detail-type': ['RDS DB Snapshot Event'] });
    }
  });
});

describe('what the function may do', () => {
  const template = other();

  test('copies snapshots of that region to this one', () => {
    expect(statement(template, 'rds:CopyDBSnapshot')).toEqual([
      { Action: ['rds:CopyDBSnapshot', 'rds:AddTagsToResource'], Effect: 'Allow', Resource: [snapshots('us-east-1'), snapshots(REGION)] },
    ]);
  });

  test('asks for snapshots of this instance', () => {
    expect(statement(template, 'rds:DescribeDBSnapshots')[0].Resource)
      .toEqual(['us-east-1', REGION].flatMap((region) => [snapshots(region), joined(`:rds:${region}:111122223333:db:oficina-db-dev`)]));
  });

  test('deletes nothing but its own copies, in this region', () => {
    expect(statement(template, 'rds:DeleteDBSnapshot')).toEqual([{
      Action: 'rds:DeleteDBSnapshot', Effect: 'Allow', Resource: snapshots(REGION), Condition: { Null: { [`aws:ResourceTag/${COPIED_FROM}`]: 'false' } },
    }]);
  });

  test('uses keys through RDS alone: the one here by its ARN, that of the database by its alias', () => {
    const kms = statements(template).filter(({ Action }) => [Action].flat().some((action) => action.startsWith('kms:')));
    expect(kms).toHaveLength(4);
    for (const { Condition, Resource } of kms) {
      const via = Condition.StringEquals['kms:ViaService'];
      if (via === `rds.${REGION}.amazonaws.com`) {expect(Resource).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^DatabaseEncryptionKey/), 'Arn'] });} else {
        expect(via).toBe('rds.us-east-1.amazonaws.com');
        expect(Resource).toEqual(joined(':kms:us-east-1:111122223333:key/*'));
        expect(Condition['ForAnyValue:StringEquals']).toEqual({ 'kms:ResourceAliases': 'alias/oficina-db-dev' });
      }
    }
    for (const { Condition } of statement(template, 'kms:CreateGrant')) expect(Condition.Bool).toEqual({ 'kms:GrantIsForAWSResource': 'true' });
  });

  test('has no other action, and no wildcard in one', () => {
    const actions = statements(template).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/^(rds:(DescribeDBSnapshots|CopyDBSnapshot|AddTagsToResource|DeleteDBSnapshot)|kms:|logs:(CreateLogStream|PutLogEvents)$)/.test(action))).toEqual([]);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(statements(template).flatMap(({ Resource }) => Resource)).not.toContain('*');
  });
});
