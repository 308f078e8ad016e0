/**
 * Final states of jobs of AWS Backup: the states of backups and copies, the statuses of restores.
 * https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupJob.html, API_CopyJob.html,
 * API_RestoreJobsListMember.html
 */
export const BACKUP_STATES = ['ABORTED', 'COMPLETED', 'FAILED', 'EXPIRED', 'PARTIAL'];
