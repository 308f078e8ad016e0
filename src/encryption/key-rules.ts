import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { aliasOf } from './given-key';
import { Rule } from '../validation/rule';

/** A key that a team brings, and where it is used. */
export interface KeyValues {
  readonly encryptionKey?: kms.IKey;
  /** Region of what it encrypts. */
  readonly region: string;
}

const SYMMETRIC = 'SYMMETRIC_DEFAULT';
const KEY_ARN = /^arn:[^:]+:kms:[^:]+:[^:]+:key\/.+$/;

function isNoKey(key: kms.IKey | undefined): key is kms.IKey {
  return (
    key !== undefined && aliasOf(key) === undefined && !Token.isUnresolved(key.keyArn) && !KEY_ARN.test(key.keyArn)
  );
}

/** What a key is made with, of one that the app makes. */
function madeWith(key: kms.IKey | undefined): kms.CfnKey | undefined {
  const resource = key?.node.defaultChild;
  return resource instanceof kms.CfnKey ? resource : undefined;
}

/** What makes a key one that RDS cannot encrypt with: another kind of key, or one that is turned off. */
function unfitProperty(key: kms.IKey | undefined): string | undefined {
  const { keySpec = SYMMETRIC, keyUsage, enabled } = madeWith(key) ?? {};
  if (!Token.isUnresolved(keySpec) && keySpec !== SYMMETRIC) return `keySpec ${keySpec}`;
  if (keyUsage !== undefined && !Token.isUnresolved(keyUsage) && keyUsage !== 'ENCRYPT_DECRYPT') {
    return `keyUsage ${keyUsage}`;
  }
  return enabled === false ? 'enabled: false' : undefined;
}

function aliasFix(alias: string): string {
  if (/^alias\/aws\//.test(alias)) {
    return 'leave it out for a new key: nobody can change the policy of a key that AWS manages, and its backups cannot leave the account';
  }
  return `look the key up with kms.Key.fromLookup(this, 'Key', { aliasName: '${alias}' }), or give its ARN to kms.Key.fromKeyArn()`;
}

/**
 * What can be wrong with a key. RDS would take an alias, but policies of IAM cannot name a key by one:
 * https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html
 *
 * A key of another account is let through: RDS takes one whose policy lets it.
 */
export const keyRules: readonly Rule<KeyValues>[] = [
  {
    id: 'encryption-key-no-alias',
    reads: ['encryptionKey'],
    needs: () => undefined,
    broken: ({ encryptionKey }) => encryptionKey !== undefined && aliasOf(encryptionKey) !== undefined,
    got: ({ encryptionKey }) => `'${aliasOf(encryptionKey!)}'`,
    wants: 'must be a key itself: policies cannot name one by its alias',
    fix: ({ encryptionKey }) => aliasFix(aliasOf(encryptionKey!)!),
  },
  {
    id: 'encryption-key-arn',
    reads: ['encryptionKey'],
    needs: () => undefined,
    broken: ({ encryptionKey }) => isNoKey(encryptionKey),
    got: ({ encryptionKey }) => `'${encryptionKey!.keyArn}'`,
    wants: 'must have the ARN of a KMS key',
    fix: "write it like kms.Key.fromKeyArn(this, 'Key', 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-…')",
  },
  {
    id: 'encryption-key-region',
    reads: ['encryptionKey', 'region'],
    needs: ({ encryptionKey, region }) => [encryptionKey?.env.region, region],
    broken: ({ encryptionKey, region }) => encryptionKey !== undefined && encryptionKey.env.region !== region,
    got: ({ encryptionKey, region }) => `${encryptionKey!.node.path} of ${encryptionKey!.env.region} for ${region}`,
    wants: 'must be a key of the region of what it encrypts',
    fix: ({ region }) =>
      `give one of ${region}: of a multi-region key its replica there, or leave it out for a new one`,
  },
  {
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
    id: 'encryption-key-symmetric',
    reads: ['encryptionKey'],
    needs: () => undefined,
    broken: ({ encryptionKey }) => unfitProperty(encryptionKey) !== undefined,
    got: ({ encryptionKey }) => `${encryptionKey!.node.path} with ${unfitProperty(encryptionKey)}`,
    wants: 'must be a symmetric key that is enabled: RDS encrypts with no other',
    fix: 'make it with new kms.Key() without keySpec, keyUsage and enabled, or leave it out for a new one',
  },
];
