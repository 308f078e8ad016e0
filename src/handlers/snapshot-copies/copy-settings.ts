import { copyPrefix } from '../../backup/snapshot-copy-naming';
import { REGION } from '../../validation/region-name';
import { required } from '../environment';

/** What to copy, where to, and how long to keep it. */
export interface CopySettings {
  readonly sourceRegion: string;
  /** The target region, which is also that of the function. */
  readonly region: string;
  readonly instanceIdentifier: string;
  /** The prefix of the names of copies. The function's role may delete no other snapshots. */
  readonly copyPrefix: string;
  /** The key in `region`. */
  readonly kmsKeyArn: string;
  /** How long to keep copies; undefined when they are never deleted. */
  readonly retentionDays?: number;
}

const IDENTIFIER = /^(?=.{1,63}$)[a-z](-?[a-z0-9])*$/i;
const KEY_ARN = /^arn:[\w-]+:kms:([a-z0-9-]+):\d{12}:key\/.+$/;

/**
 * Reads the settings from the function's environment: `SOURCE_REGION`, `INSTANCE_IDENTIFIER`, `KMS_KEY_ARN`,
 * `RETENTION_DAYS`, and `AWS_REGION`, which Lambda sets.
 *
 * @throws an error for a value that is missing or invalid
 */
export function copySettings(): CopySettings {
  const region = required('AWS_REGION');
  const sourceRegion = checked(
    'SOURCE_REGION',
    `a region other than ${region}`,
    (value) => REGION.test(value) && value !== region,
  );
  // RDS stores identifiers in lower case.
  const instanceIdentifier = checked('INSTANCE_IDENTIFIER', 'the identifier of an instance', (value) =>
    IDENTIFIER.test(value),
  ).toLowerCase();
  const settings = {
    sourceRegion,
    region,
    instanceIdentifier,
    copyPrefix: copyPrefix(instanceIdentifier, sourceRegion),
    kmsKeyArn: checked('KMS_KEY_ARN', `the ARN of a key in ${region}`, (value) => KEY_ARN.exec(value)?.[1] === region),
  };
  if (process.env.RETENTION_DAYS === undefined) return settings;
  // An empty value is an error too: copies must not be deleted, or kept, by mistake.
  const days = checked('RETENTION_DAYS', 'a whole number of days from 1 to 99999, or absent', (value) =>
    /^[1-9]\d{0,4}$/.test(value),
  );
  return { ...settings, retentionDays: Number(days) };
}

function checked(name: string, expected: string, isValid: (value: string) => boolean): string {
  const value = required(name);
  if (!isValid(value)) {
    throw new Error(`the environment variable ${name} must be ${expected}, got '${value}'; deploy the stack again`);
  }
  return value;
}
