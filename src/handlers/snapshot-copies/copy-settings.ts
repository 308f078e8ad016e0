import { copyPrefix } from '../../backup/snapshot-copy-naming';
import { REGION } from '../../validation/region-name';
import { required } from '../environment';

/** What to copy, to where, and for how long. */
export interface CopySettings {
  readonly sourceRegion: string;
  /** Where the function stands and the copies go. */
  readonly region: string;
  readonly instanceIdentifier: string;
  /** What the names of the copies begin with: the role of the function may delete no other snapshot. */
  readonly copyPrefix: string;
  /** Key in `region`. */
  readonly kmsKeyArn: string;
  /** Undefined when copies stay until somebody deletes them. */
  readonly retentionDays?: number;
}

const IDENTIFIER = /^(?=.{1,63}$)[a-z](-?[a-z0-9])*$/i;
const KEY_ARN = /^arn:[\w-]+:kms:([a-z0-9-]+):\d{12}:key\/.+$/;

/**
 * The settings in the environment of the function: `SOURCE_REGION`, `INSTANCE_IDENTIFIER`, `KMS_KEY_ARN`, `RETENTION_DAYS`, and `AWS_REGION`, which
 * Lambda sets.
 *
 * @throws an error for a value that is missing or cannot be meant
 */
export function copySettings(): CopySettings {
  const region = required('AWS_REGION');
  const sourceRegion = checked(
    'SOURCE_REGION',
    `a region other than ${region}`,
    (value) => REGION.test(value) && value !== region,
  );
  // RDS keeps it in lower case.
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
  // An empty one is an error as well: it must not be by a slip that copies are deleted, or kept.
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
