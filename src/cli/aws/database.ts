import { DBInstance, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { Account } from './account';
import { isNotFound } from './aws-failure';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { Messages } from '../messages/messages';

/** An instance of RDS, as it is now. */
export class Database {
  /** @throws CommandFailure if there is none, or if it is not PostgreSQL */
  static async find(account: Account, identifier: string, messages: Messages): Promise<Database> {
    const region = await account.region();
    const instance = await describe(account, identifier);
    if (!instance) {
      throw new CommandFailure(messages.failures.noInstance(identifier, region), ExitCode.REFUSED);
    }
    if (instance.Engine !== 'postgres') {
      throw new CommandFailure(messages.failures.notPostgres(identifier, instance.Engine ?? '?'), ExitCode.REFUSED);
    }
    return new Database(account, identifier, region, instance);
  }

  private constructor(
    readonly account: Account,
    readonly identifier: string,
    readonly region: string,
    readonly instance: DBInstance,
  ) {}

  get arn(): string {
    return this.instance.DBInstanceArn!;
  }

  /** Dimensions of the metrics of the instance. */
  get dimensions() {
    return [{ Name: 'DBInstanceIdentifier', Value: this.identifier }];
  }

  /** The regions to which RDS replicates the automated backups, with the ARN of the backups there. */
  get replicatedBackups(): { readonly region: string; readonly arn: string }[] {
    return (this.instance.DBInstanceAutomatedBackupsReplications ?? []).map(
      ({ DBInstanceAutomatedBackupsArn: arn = '' }) => ({ arn, region: arn.split(':')[3] }),
    );
  }
}

/** The instance, or undefined if there is none. @param region by default that of the command */
export async function describe(account: Account, identifier: string, region?: string): Promise<DBInstance | undefined> {
  try {
    const { DBInstances: instances = [] } = await account
      .rds(region)
      .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier }));
    return instances[0];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
