import { readFileSync } from 'fs';
import * as path from 'path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { list } from './policy';

/** A function of a template, and the statements of everything that its role is allowed to do. */
export interface FoundFunction {
  readonly id: string;
  readonly properties: any;
  readonly environment: Record<string, any>;
  readonly statements: any[];
}

/**
 * The only function whose logical id starts with this prefix; its role has only managed policies, and no other policy
 * is attached to it.
 */
export function functionOf(template: Template, prefix: string): FoundFunction {
  const found = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) => id.startsWith(prefix));
  expect(found.map(([id]) => id)).toEqual([expect.stringMatching(`^${prefix}[0-9A-F]{8}$`)]);
  const [id, { Properties: properties }] = found[0];
  const roleId = properties.Role['Fn::GetAtt'][0];
  const role = template.findResources('AWS::IAM::Role')[roleId].Properties;
  expect(role).toMatchObject({
    AssumeRolePolicyDocument: {
      Statement: [{ Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
  });
  expect(role).not.toHaveProperty('Policies');
  const attached = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    JSON.stringify(Properties.Roles).includes(roleId),
  );
  expect(attached).toEqual([]);
  const policies = template.findResources('AWS::IAM::ManagedPolicy');
  return {
    id,
    properties,
    environment: properties.Environment.Variables,
    statements: role.ManagedPolicyArns.flatMap(
      ({ Ref }: { Ref: string }) => policies[Ref].Properties.PolicyDocument.Statement,
    ),
  };
}

/** Every action that some statement allows, with its resources. */
export function allowed(statements: any[]): [action: string, resources: unknown[]][] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      list<string>(Action).map((action) => [action, list(Resource)] as [string, unknown[]]),
    );
}

/** The folder from which the code of the only function with this logical id prefix is uploaded. */
export function codeOf(stack: Stack, prefix: string): string {
  const template = Template.fromStack(stack);
  const { directory } = Stage.of(stack)!.synth();
  const [hash] = functionOf(template, prefix).properties.Code.S3Key.split('.');
  const { files } = JSON.parse(readFileSync(path.join(directory, `${stack.artifactId}.assets.json`), 'utf8'));
  return path.resolve(directory, files[hash].source.path);
}
