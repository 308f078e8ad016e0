import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';

/** The key behind an alias that the app makes; anything else as it is. */
export function keyItself<K extends kms.IKey | undefined>(key: K): K {
  // Of an imported alias the target is not known: aws-cdk-lib throws.
  return (isAlias(key) && madeHere(key) ? (key as unknown as kms.Alias).aliasTargetKey : key) as K;
}

function isAlias(key: kms.IKey | undefined): key is kms.IAlias {
  return key !== undefined && 'aliasName' in key;
}

function madeHere(alias: kms.IAlias): boolean {
  return alias.node.defaultChild !== undefined;
}

/** The name of an alias; undefined for a key. */
export function aliasOf(key: kms.IKey): string | undefined {
  if (isAlias(key)) return Token.isUnresolved(key.aliasName) ? 'an alias' : key.aliasName;
  return /(?:^|:)(alias\/.*)$/.exec(key.keyArn)?.[1];
}
