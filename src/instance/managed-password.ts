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
 * Lets RDS create the secret of the master user and rotate its password. The L2 supports it only from aws-cdk-lib
 * 2.261.0 on.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
export function letRdsManagePassword(instance: rds.CfnDBInstance, key: kms.IKey): void {
  instance.masterUserPassword = undefined;
  instance.manageMasterUserPassword = true;
  instance.masterUserSecret = { kmsKeyId: key.keyArn };
  // At synthesis, because replicas may be added anywhere in the app until then.
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
  return source !== undefined && (namesInstance(source, replica, instance) || refersTo(source, instance));
}

/**
 * Whether a source names an instance, by its identifier or ARN. Pseudo parameters stand for the replica's own
 * environment.
 */
function namesInstance(source: string, replica: rds.CfnDBInstance, instance: rds.CfnDBInstance): boolean {
  const [, place = UNKNOWN, identifier = source] =
    /^arn:[^:]+:rds:([^:]+:[^:]+):db:(.+)$/.exec(resolvedText(Stack.of(replica).resolve(source))) ?? [];
  if (identifier !== instance.dbInstanceIdentifier) return false;
  if (place.includes(UNKNOWN)) return Stack.of(replica).environment === Stack.of(instance).environment;
  const { region, account } = Stack.of(instance);
  return place
    .split(':')
    .every((part, index) => part === [region, account][index] || Token.isUnresolved([region, account][index]));
}

const UNKNOWN = '*';

/** Returns the text of a resolved string, with a placeholder for what CloudFormation fills in. */
function resolvedText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown] })['Fn::Join'] ?? [];
  return Array.isArray(parts) ? parts.map(resolvedText).join(separator) : UNKNOWN;
}

/**
 * Whether a value refers to an instance. By the reference, as stacks of one class give resources the same logical ids.
 */
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
