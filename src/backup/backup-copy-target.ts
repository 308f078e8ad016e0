/** A vault of another region that each backup is copied to. All of it is known without a strong reference to that region's stack. */
export interface BackupCopyTarget {
  readonly region: string;
  readonly vaultName: string;
  /** ARN of the key of that vault; it may be a weak reference. */
  readonly keyArn: string;
}
