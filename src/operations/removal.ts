import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const KEPT_WITH_THE_INSTANCE = ['AWS::EC2::SecurityGroup', 'AWS::RDS::DBParameterGroup', 'AWS::IAM::Role', 'AWS::IAM::ManagedPolicy'];

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
 * What happens to the instance's companions. The key must outlive every backup that it encrypts: those in a vault stay whatever becomes of the instance. Secret and
 * logs follow the instance, but go when the creation of the stack fails: their names would block the next attempt.
 */
export function companionRemoval(
  instance: RemovalPolicy, deleteAutomatedBackups: boolean, backupVault: boolean = false,
): { key: RemovalPolicy; named: RemovalPolicy } {
  if (instance !== RemovalPolicy.DESTROY) return { key: RemovalPolicy.RETAIN, named: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE };
  return { key: deleteAutomatedBackups && !backupVault ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN, named: RemovalPolicy.DESTROY };
}
