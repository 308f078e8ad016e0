import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';

/** Returns the key behind an alias of this app. Any other value is returned as it is. */
export function withoutAlias<K extends kms.IKey | undefined>(key: K): K {
  // The target of an imported alias is unknown, and aws-cdk-lib throws.
  if (!isAlias(key) || isImported(key)) return key;
  // An alias of a class of the app's own may have no target: it stays an alias, which the rules refuse.
  return ((key as unknown as Partial<kms.Alias>).aliasTargetKey as K | undefined) ?? key;
}

/** Returns the name of an alias; undefined for a key. */
export function aliasOf(key: kms.IKey): string | undefined {
  if (isAlias(key)) return Token.isUnresolved(key.aliasName) ? 'an alias' : key.aliasName;
  return /(?:^|:)(alias\/.*)$/.exec(key.keyArn)?.[1];
}

function isAlias(key: kms.IKey | undefined): key is kms.IAlias {
  return key !== undefined && 'aliasName' in key;
}

function isImported(alias: kms.IAlias): boolean {
  return alias.node.defaultChild === undefined;
}
