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
import { IConstruct } from 'constructs';

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
  // Checked at synthesis, because replicas may be added anywhere in the app until then.
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
  if (source === undefined) return false;
  return isNameOf(instance, source, replica) || refersTo(source, instance);
}

const INSTANCE_ARN = /^arn:[^:]+:rds:(?<region>[^:]+):(?<account>[^:]+):db:(?<identifier>.+)$/;

/** Whether the source of a replica is the identifier or the ARN of an instance. */
function isNameOf(instance: rds.CfnDBInstance, source: string, replica: rds.CfnDBInstance): boolean {
  const isInSameEnvironment = Stack.of(replica).environment === Stack.of(instance).environment;
  const arn = INSTANCE_ARN.exec(textOf(Stack.of(replica).resolve(source)))?.groups;
  if (!arn) return source === instance.dbInstanceIdentifier && isInSameEnvironment;
  if (arn.identifier !== instance.dbInstanceIdentifier) return false;
  // Pseudo parameters in the ARN mean the environment of the replica.
  if (arn.region.includes(PLACEHOLDER) || arn.account.includes(PLACEHOLDER)) return isInSameEnvironment;
  const { region, account } = Stack.of(instance);
  const isInRegion = Token.isUnresolved(region) || arn.region === region;
  const isInAccount = Token.isUnresolved(account) || arn.account === account;
  return isInRegion && isInAccount;
}

const PLACEHOLDER = '*';

/** Returns the text of a resolved string, with a placeholder for each part that CloudFormation fills in. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const [separator, parts] = (value as { 'Fn::Join'?: [string, unknown] })['Fn::Join'] ?? [];
  return Array.isArray(parts) ? parts.map(textOf).join(separator) : PLACEHOLDER;
}

/**
 * Whether a value refers to an instance. References are compared, not logical ids, because stacks of one class give
 * their resources the same logical ids.
 */
function refersTo(value: string, instance: rds.CfnDBInstance): boolean {
  const targets = targetsOfReferences(value, instance);
  return targets.some((target) => target === instance || target === instance.node.scope);
}

/** Returns the constructs to which a value refers, also within intrinsic functions. */
function targetsOfReferences(value: string, scope: IConstruct): IConstruct[] {
  const targets: IConstruct[] = [];
  // Declared here because at the top level of the file it would load aws-cdk-lib with the library.
  class ReferenceCollector extends DefaultTokenResolver {
    resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor) {
      if (Reference.isReference(token)) targets.push(token.target);
      return super.resolveToken(token, context, postProcessor);
    }
  }
  Tokenization.resolve(value, { scope, resolver: new ReferenceCollector(new StringConcat()), preparing: false });
  return targets;
}
