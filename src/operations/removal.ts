import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const KEPT_WITH_THE_INSTANCE = [
  'AWS::EC2::SecurityGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
];

/**
 * Retains the groups and roles that a retained instance uses. Deleting them would fail, and so would the deletion of
 * the stack.
 */
export function retain(...constructs: IConstruct[]): void {
  const resources = constructs.flatMap((construct) => construct.node.findAll()).filter(CfnResource.isCfnResource);
  // The rules of the security group may be deleted: they name the clients, which are deleted too.
  for (const resource of resources.filter(({ cfnResourceType }) => KEPT_WITH_THE_INSTANCE.includes(cfnResourceType))) {
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}

/** Whether the policy retains the instance as it is. */
export function isRetained(policy: RemovalPolicy): boolean {
  return policy === RemovalPolicy.RETAIN || policy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

/**
 * Returns the removal policy of secrets and log groups. They are retained unless the instance is destroyed. Each log
 * group holds a part of the audit trail: who connected and what was changed, which SQL was run by a deployment, which
 * password was changed, which snapshot copy was deleted, what RDS did with the instance. Because they have names, they
 * are deleted if the creation of the stack fails: otherwise the next attempt would find the names taken.
 */
export function secretAndLogRemovalPolicy(instance: RemovalPolicy): RemovalPolicy {
  return instance === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

/**
 * Returns the removal policy of the key. The key must outlive every backup that it encrypts, and the backups in a vault
 * stay even if the instance is destroyed.
 */
export function keyRemovalPolicy(
  instance: RemovalPolicy,
  deleteAutomatedBackups: boolean,
  hasBackupVault: boolean = false,
): RemovalPolicy {
  const noBackupStays = instance === RemovalPolicy.DESTROY && deleteAutomatedBackups && !hasBackupVault;
  return noBackupStays ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}
