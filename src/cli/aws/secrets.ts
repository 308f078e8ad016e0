import { Filter, paginateListSecrets, SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { Account } from './account';

/** The secrets of a database: its master user's has the name of the instance, and those of its users stand below it. */
export async function secretsOf(account: Account, identifier: string): Promise<SecretListEntry[]> {
  const filters: Filter[] = [{ Key: 'name', Values: [identifier] }];
  const secrets: SecretListEntry[] = [];
  for await (const page of paginateListSecrets({ client: account.secretsManager() }, { Filters: filters })) {
    secrets.push(...(page.SecretList ?? []));
  }
  // The filter takes every name that begins like this: oficina-db-prod-2 too.
  return secrets.filter(({ Name: name = '' }) => name === identifier || name.startsWith(`${identifier}/`));
}
