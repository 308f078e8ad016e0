import { DBInstance } from '@aws-sdk/client-rds';
import { Messages } from '../messages/messages';

/** What stands against an adoption, each with the other way. */
type Refusal = (instance: DBInstance, texts: Messages['adopt']) => string | undefined;

const STACK_TAG = 'aws:cloudformation:stack-name';

const REFUSALS: readonly Refusal[] = [
  ({ Engine: engine = '?', DBClusterIdentifier: cluster }, texts) =>
    cluster ? texts.isOfCluster(engine, cluster) : undefined,
  ({ Engine: engine = '?' }, texts) => (engine === 'postgres' ? undefined : texts.notPostgres(engine)),
  (instance, texts) => {
    const source = instance.ReadReplicaSourceDBInstanceIdentifier || instance.ReadReplicaSourceDBClusterIdentifier;
    return source ? texts.isReplica(source) : undefined;
  },
  ({ DBInstanceAutomatedBackupsReplications: replications = [] }, texts) =>
    replications.length > 0 ? texts.isReplicated() : undefined,
  ({ StorageEncrypted: encrypted }, texts) => (encrypted ? undefined : texts.notEncrypted()),
  (instance, texts) => {
    const stack = stackOf(instance);
    return stack === undefined ? undefined : texts.isOfStack(stack);
  },
  ({ MasterUserSecret: secret }, texts) => (secret?.SecretArn ? texts.secretOfRds(secret.SecretArn) : undefined),
];

/** Why an instance cannot be adopted; none if it can. */
export function refusalsOf(instance: DBInstance, texts: Messages['adopt']): string[] {
  const reasons = REFUSALS.map((refusal) => refusal(instance, texts)).filter((reason) => reason !== undefined);
  // A cluster says it all: its members have other engines, and no encryption of their own.
  return instance.DBClusterIdentifier ? reasons.slice(0, 1) : reasons;
}

/** The stack of CloudFormation that has an instance; undefined if none has. */
export function stackOf({ TagList: tags = [] }: DBInstance): string | undefined {
  return tags.find(({ Key: key }) => key === STACK_TAG)?.Value;
}
