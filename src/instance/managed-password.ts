import {
  DefaultTokenResolver,
  IPostProcessor,
  IResolvable,
  IResolveContext,
  Reference,
  Stack,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';

/**
 * Lets RDS make the secret of the master user and change its password. The L2 has it from aws-cdk-lib 2.261.0 on only.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export function letRdsManagePassword(instance: rds.CfnDBInstance, key: kms.IKey): void {
  instance.masterUserPassword = undefined;
  instance.manageMasterUserPassword = true;
  instance.masterUserSecret = { kmsKeyId: key.keyArn };
  // At synthesis: a replica may come from anywhere in the app, at any time.
  instance.node.addValidation({
    validate: () =>
      replicasOf(instance).map(
        (replica) =>
          'rotation CredentialsRotation.managedByRds() must not be combined with read replicas, ' +
          `which RDS refuses, got ${replica.node.path}; leave the prop out for CredentialsRotation.builtin()`,
      ),
  });
}

function replicasOf(instance: rds.CfnDBInstance): rds.CfnDBInstance[] {
  return instance.node.root.node
    .findAll()
    .filter((node): node is rds.CfnDBInstance => node instanceof rds.CfnDBInstance && isReplica(node, instance));
}

function isReplica(replica: rds.CfnDBInstance, instance: rds.CfnDBInstance): boolean {
  const source = replica.sourceDbInstanceIdentifier;
  return source !== undefined && (names(source, replica, instance) || refersTo(source, instance));
}

/** By the identifier, or by an ARN that ends in it. What of it CloudFormation fills in is of the replica's own environment. */
function names(source: string, replica: rds.CfnDBInstance, instance: rds.CfnDBInstance): boolean {
  const [, place = UNKNOWN, identifier = source] =
    /^arn:[^:]+:rds:([^:]+:[^:]+):db:(.+)$/.exec(written(Stack.of(replica).resolve(source))) ?? [];
  if (identifier !== instance.dbInstanceIdentifier) return false;
  if (place.includes(UNKNOWN)) return Stack.of(replica).environment === Stack.of(instance).environment;
  const { region, account } = Stack.of(instance);
  return place
    .split(':')
    .every((part, index) => part === [region, account][index] || Token.isUnresolved([region, account][index]));
}

const UNKNOWN = '*';

/** The text of a resolved string, with a placeholder for what CloudFormation fills in. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown] })['Fn::Join'] ?? [];
  return Array.isArray(parts) ? parts.map(written).join(separator) : UNKNOWN;
}

/** By what is referred to, not by what is written in the end: stacks of one class give their resources the same logical ids. */
function refersTo(value: string, instance: rds.CfnDBInstance): boolean {
  let found = false;
  class Finder extends DefaultTokenResolver {
    resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor) {
      found ||=
        Reference.isReference(token) && [instance, instance.node.scope].includes(token.target as typeof instance);
      return super.resolveToken(token, context, postProcessor);
    }
  }
  Tokenization.resolve(value, { scope: instance, resolver: new Finder(new StringConcat()), preparing: false });
  return found;
}
