import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const KEPT_WITH_THE_INSTANCE = [
  'AWS::EC2::SecurityGroup',
  'AWS::RDS::DBParameterGroup',
  'AWS::IAM::Role',
  'AWS::IAM::ManagedPolicy',
];

/** An instance that stays goes on using its groups and its role: deleting them would fail, and the stack could not go. */
export function retain(...used: IConstruct[]): void {
  const resources = used.flatMap((construct) => construct.node.findAll()).filter(CfnResource.isCfnResource);
  // Rules of the security group may go: they name the clients, which go too.
  for (const resource of resources.filter(({ cfnResourceType }) => KEPT_WITH_THE_INSTANCE.includes(cfnResourceType))) {
    resource.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}

/** Whether the instance stays as it is. */
export function isRetained(policy: RemovalPolicy): boolean {
  return policy === RemovalPolicy.RETAIN || policy === RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

/**
 * What happens to secrets and log groups: they stay, unless the instance is destroyed. Each log group holds a part of
 * the audit trail: who connected and what was changed, which SQL ran with a deployment, which password was changed,
 * which copy of a snapshot was deleted, what RDS did with the instance. They have names, so they go when the creation
 * of the stack fails: the next attempt would find the names taken.
 */
export function namedRemoval(instance: RemovalPolicy): RemovalPolicy {
  return instance === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

/**
 * What happens to the instance's companions. The key must outlive every backup that it encrypts: those in a vault stay
 * whatever becomes of the instance. For `named` see `namedRemoval()`.
 */
export function companionRemoval(
  instance: RemovalPolicy,
  deleteAutomatedBackups: boolean,
  backupVault: boolean = false,
): { key: RemovalPolicy; named: RemovalPolicy } {
  const keyMayGo = instance === RemovalPolicy.DESTROY && deleteAutomatedBackups && !backupVault;
  return { key: keyMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN, named: namedRemoval(instance) };
}
