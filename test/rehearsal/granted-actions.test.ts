import { roleActions } from '../../rehearsal/granted-actions';
import { CallEntry } from '../../rehearsal/journal';
import { Template } from '../../tools/support/example';

/*
 * Which permissions of functions are listed, and which of them count as called.
 */

const NAMES = new Map([
  ['Role', 'stack-Role-1'],
  ['Other', 'stack-Other-1'],
]);

type Resources = Template['Resources'];

const FUNCTION: Resources = {
  Function: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
};

/** A role with a policy of its own. */
function allowing(statements: object[]): Template {
  return {
    Resources: {
      ...FUNCTION,
      Role: { Type: 'AWS::IAM::Role' },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } },
      },
    },
  };
}

function allow(...actions: string[]): object {
  return { Effect: 'Allow', Action: actions, Resource: '*' };
}

function call(action: string, role = 'stack-Role-1', denied: string | null = null): CallEntry {
  return { kind: 'call', role, action, resource: '*', denied };
}

test('an action that nothing calls is granted, and not called', () => {
  const template = allowing([allow('secretsmanager:GetSecretValue', 'secretsmanager:DeleteSecret')]);
  expect(roleActions(template, [call('secretsmanager:GetSecretValue')], NAMES)).toEqual([
    {
      role: 'Role',
      granted: ['secretsmanager:DeleteSecret', 'secretsmanager:GetSecretValue'],
      called: ['secretsmanager:GetSecretValue'],
    },
  ]);
});

test.each([
  ['by another role', call('kms:Decrypt', 'stack-Other-1')],
  ['that was denied', call('kms:Decrypt', 'stack-Role-1', 'no statement allows it')],
  ['of an action whose name only starts like the granted one', call('kms:DecryptMore')],
])('a call %s does not count', (_, other) => {
  expect(roleActions(allowing([allow('kms:Decrypt')]), [other], NAMES)).toMatchObject([{ called: [] }]);
});

test('a call counts for each pattern that allows it, in upper or lower case', () => {
  const template = allowing([allow('kms:GenerateDataKey*', 'KMS:generatedatakey', 'kms:ReEncrypt*')]);
  expect(roleActions(template, [call('kms:GenerateDataKey')], NAMES)).toMatchObject([
    { called: ['KMS:generatedatakey', 'kms:GenerateDataKey*'] },
  ]);
});

test('a statement may have one action without a list, and one that denies grants nothing', () => {
  const template = allowing([
    { Effect: 'Allow', Action: 'rds:CopyDBSnapshot', Resource: '*' },
    { Effect: 'Deny', Action: 'rds:DeleteDBSnapshot', Resource: '*' },
  ]);
  expect(roleActions(template, [], NAMES)).toEqual([{ role: 'Role', granted: ['rds:CopyDBSnapshot'], called: [] }]);
});

test('what Lambda itself needs of a role is not listed', () => {
  const template = allowing([allow('logs:PutLogEvents', 'ec2:CreateNetworkInterface', 'xray:PutTraceSegments')]);
  expect(roleActions(template, [], NAMES)).toMatchObject([{ granted: [] }]);
});

test('the policies of a role are those that name it, those that it names, and its inline policies', () => {
  const document = (action: string) => ({ Statement: [allow(action)] });
  const Resources: Resources = {
    ...FUNCTION,
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: [{ Ref: 'Named' }, 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
        Policies: [{ PolicyName: 'Inside', PolicyDocument: document('kms:Encrypt') }],
      },
    },
    Named: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document('kms:Decrypt') } },
    Naming: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: document('kms:Sign') },
    },
    OfAnother: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'Other' }], PolicyDocument: document('kms:Verify') },
    },
  };
  expect(roleActions({ Resources }, [], NAMES)).toMatchObject([
    { granted: ['kms:Decrypt', 'kms:Encrypt', 'kms:Sign'] },
  ]);
});

test('only the roles of functions are listed, each once, in order', () => {
  const ofFunction = (role: string) => ({
    Type: 'AWS::Lambda::Function',
    Properties: { Role: { 'Fn::GetAtt': [role, 'Arn'] } },
  });
  const Resources: Resources = {
    First: ofFunction('Role'),
    Second: ofFunction('Role'),
    Third: ofFunction('Other'),
    Role: { Type: 'AWS::IAM::Role' },
    Other: { Type: 'AWS::IAM::Role' },
    OfNoFunction: { Type: 'AWS::IAM::Role' },
  };
  expect(roleActions({ Resources }, [], NAMES).map(({ role }) => role)).toEqual(['Other', 'Role']);
});
