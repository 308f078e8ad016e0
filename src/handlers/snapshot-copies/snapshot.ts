/** A manual snapshot of an instance. */
export interface Snapshot {
  readonly name: string;
  readonly arn: string;
  /** `available`, `creating`, `copying`, `failed`, `deleting`, … */
  readonly status: string;
  /** The time of the data, which is the same in every copy; undefined while RDS does not know it yet. */
  readonly takenAt?: Date;
  readonly tags: Record<string, string>;
}

/**
 * The ARN of a snapshot, with groups for its region, its name and the parts before them. Names consist of letters,
 * digits and hyphens; those that AWS services give also have a colon.
 */
const ARN = /^(arn:[\w-]{1,32}:rds):([a-z0-9-]{1,32}):(\d{12}:snapshot):([\w:.-]{1,255})$/;

/** Parses region and name in the ARN of an instance's snapshot. Returns undefined for anything else. */
export function parseSnapshotArn(arn: string): { region: string; name: string } | undefined {
  const match = ARN.exec(arn);
  return match ? { region: match[2], name: match[4] } : undefined;
}

/** The ARN of a snapshot in the same account, with another region and name. */
export function snapshotArn(arn: string, region: string, name: string): string {
  return arn.replace(ARN, `$1:${region}:$3:${name}`);
}
