/*
 * The metrics that Amazon RDS publishes for PostgreSQL in AWS/RDS, with their units, copied from the tables of AWS and
 * not from the sources of this library: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Cloudwatch.html (DBLoad…, published without
 * a unit) Credits are vCPU-minutes, which CloudWatch counts.
 */
export const RDS_METRICS: Record<string, string> = {
  BurstBalance: 'Percent',
  CheckpointLag: 'Seconds',
  CPUCreditBalance: 'Count',
  CPUCreditUsage: 'Count',
  CPUSurplusCreditBalance: 'Count',
  CPUSurplusCreditsCharged: 'Count',
  CPUUtilization: 'Percent',
  DatabaseConnections: 'Count',
  DBLoad: 'None',
  DBLoadCPU: 'None',
  DBLoadNonCPU: 'None',
  DiskQueueDepth: 'Count',
  'EBSByteBalance%': 'Percent',
  'EBSIOBalance%': 'Percent',
  FreeableMemory: 'Bytes',
  FreeLocalStorage: 'Bytes',
  FreeStorageSpace: 'Bytes',
  MaximumUsedTransactionIDs: 'Count',
  OldestReplicationSlotLag: 'Bytes',
  ReadIOPS: 'Count/Second',
  ReadLatency: 'Seconds',
  ReadThroughput: 'Bytes/Second',
  ReplicaLag: 'Seconds',
  ReplicationSlotDiskUsage: 'Bytes',
  SwapUsage: 'Bytes',
  TransactionLogsDiskUsage: 'Bytes',
  TransactionLogsGeneration: 'Bytes/Second',
  WriteIOPS: 'Count/Second',
  WriteLatency: 'Seconds',
  WriteThroughput: 'Bytes/Second',
};
