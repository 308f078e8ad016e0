import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aliasOf } from './key-alias';
import { NOTHING, Rule } from '../validation/rule';

/** An existing key, and the region in which it is used. */
export interface KeyValues {
  readonly encryptionKey?: kms.IKey;
  /** Region of the resources that it encrypts. */
  readonly region: string;
}

const SYMMETRIC = 'SYMMETRIC_DEFAULT';
const KEY_ARN = /^arn:[^:]+:kms:[^:]+:[^:]+:key\/.+$/;

/** Whether the ARN is known, and that of neither a key nor an alias. */
function hasForeignArn(key: kms.IKey): boolean {
  return aliasOf(key) === undefined && !Token.isUnresolved(key.keyArn) && !KEY_ARN.test(key.keyArn);
}

/**
 * Returns the property because of which RDS cannot use the key (asymmetric or disabled). Undefined for an imported key.
 */
function unusableProperty(key: kms.IKey): string | undefined {
  const resource = key.node.defaultChild;
  if (!(resource instanceof kms.CfnKey)) return undefined;
  const { keySpec = SYMMETRIC, keyUsage, enabled } = resource;
  if (!Token.isUnresolved(keySpec) && keySpec !== SYMMETRIC) return `keySpec ${keySpec}`;
  if (keyUsage !== undefined && !Token.isUnresolved(keyUsage) && keyUsage !== 'ENCRYPT_DECRYPT') {
    return `keyUsage ${keyUsage}`;
  }
  return enabled === false ? 'enabled: false' : undefined;
}

function aliasFix(alias: string): string {
  if (/^alias\/aws\//.test(alias)) {
    return (
      'leave it out for a new key: nobody can change the policy of a key that AWS manages, ' +
      'and its backups cannot leave the account'
    );
  }
  return `look the key up with kms.Key.fromLookup() and aliasName '${alias}', or give its ARN to kms.Key.fromKeyArn()`;
}

/**
 * Rules for an existing key. RDS would accept an alias, but policies of IAM cannot name a key by one:
 * https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 *
 * A key of another account is accepted, because RDS accepts one whose policy allows that.
 */
export const keyRules: readonly Rule<KeyValues>[] = [
  {
    id: 'encryption-key-no-alias',
    reads: ['encryptionKey'],
    mustBeResolved: NOTHING,
    broken: ({ encryptionKey }) => encryptionKey !== undefined && aliasOf(encryptionKey) !== undefined,
    got: ({ encryptionKey }) => `'${aliasOf(encryptionKey!)}'`,
    wants: 'must be a key, not an alias, because policies cannot name a key by its alias',
    fix: ({ encryptionKey }) => aliasFix(aliasOf(encryptionKey!)!),
  },
  {
    id: 'encryption-key-arn',
    reads: ['encryptionKey'],
    mustBeResolved: NOTHING,
    broken: ({ encryptionKey }) => encryptionKey !== undefined && hasForeignArn(encryptionKey),
    got: ({ encryptionKey }) => `'${encryptionKey!.keyArn}'`,
    wants: 'must have the ARN of a KMS key',
    fix: "give kms.Key.fromKeyArn() one like 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-…'",
  },
  {
    id: 'encryption-key-region',
    reads: ['encryptionKey', 'region'],
    mustBeResolved: ({ encryptionKey, region }) => [encryptionKey?.env.region, region],
    broken: ({ encryptionKey, region }) => encryptionKey !== undefined && encryptionKey.env.region !== region,
    got: ({ encryptionKey, region }) => `${encryptionKey!.node.path} in ${encryptionKey!.env.region} for ${region}`,
    wants: 'must be a key in the region of the resources that it encrypts',
    fix: ({ region }) =>
      `give a key in ${region}, such as the replica of a multi-region key, or leave it out for a new one`,
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
    id: 'encryption-key-symmetric',
    reads: ['encryptionKey'],
    mustBeResolved: NOTHING,
    broken: ({ encryptionKey }) => encryptionKey !== undefined && unusableProperty(encryptionKey) !== undefined,
    got: ({ encryptionKey }) => `${encryptionKey!.node.path} with ${unusableProperty(encryptionKey!)}`,
    wants: 'must be a symmetric key that is enabled, because RDS can use no other',
    fix: 'create it with new kms.Key() without keySpec, keyUsage and enabled, or leave it out for a new one',
  },
];
