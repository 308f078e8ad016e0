import { Settings } from './settings';
import { tokenUnitRules } from './token-unit-rules';
import { backupRules } from '../backup/backup-rules';
import { credentialsRules } from '../credentials/credentials-rules';
import { availabilityRules } from '../instance/availability-rules';
import { engineRules } from '../instance/engine-rules';
import { insightsRules } from '../instance/insights-rules';
import { namingRules } from '../instance/naming-rules';
import { storageRules } from '../instance/storage-rules';
import { monitoringRules } from '../monitoring/monitoring-rules';
import { parameterRules } from '../parameters/parameter-rules';
import { readReplicaCountRules } from '../replicas/read-replica-rules';
import { Rule } from '../validation/rule';

/** All rules for the settings of a database, grouped by concern. */
export const settingRules: readonly Rule<Settings>[] = [
  ...namingRules,
  ...engineRules,
  ...availabilityRules,
  ...readReplicaCountRules,
  ...storageRules,
  ...backupRules,
  ...credentialsRules,
  ...insightsRules,
  ...parameterRules,
  ...monitoringRules,
  ...tokenUnitRules,
];
