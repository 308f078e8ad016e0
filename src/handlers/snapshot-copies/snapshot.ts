/** A manual snapshot, as far as the copies need it. */
export interface Snapshot {
  readonly name: string;
  readonly arn: string;
  /** `available`, `creating`, `copying`, `failed`, `deleting`, … */
  readonly status: string;
  /** When the data were taken, whichever copy of them this is; undefined while RDS does not know it yet. */
  readonly takenAt?: Date;
  readonly tags: Record<string, string>;
}

/**
 * The name in the ARN of a snapshot, its region, and what stands before both. Names have letters, digits and hyphens,
 * those of AWS's services a colon too.
 */
const ARN = /^(arn:[\w-]{1,32}:rds):([a-z0-9-]{1,32}):(\d{12}:snapshot):([\w:.-]{1,255})$/;

/** Region and name in the ARN of a snapshot of an instance; undefined for anything else. */
export function parseSnapshotArn(arn: string): { region: string; name: string } | undefined {
  const match = ARN.exec(arn);
  return match ? { region: match[2], name: match[4] } : undefined;
}

/** The ARN of a snapshot of the same account by another name in another region. */
export function snapshotArn(like: string, region: string, name: string): string {
  return like.replace(ARN, `$1:${region}:$3:${name}`);
}
