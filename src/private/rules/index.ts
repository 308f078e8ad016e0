import { Settings } from '../../profile/settings';
import { Rule } from '../rule';
import { availabilityRules } from './availability';
import { backupRules } from './backup';
import { credentialsRules } from './credentials';
import { engineRules } from './engine';
import { insightsRules } from './insights';
import { monitoringRules } from './monitoring';
import { namingRules } from './naming';
import { parameterRules } from './parameters';
import { readReplicaCountRules } from './read-replicas';
import { storageRules } from './storage';
import { tokenUnitRules } from './token-units';
import { vaultRules } from './vault';

/** Everything that is checked of the settings of a database, concern by concern. */
export const settingRules: readonly Rule<Settings>[] = [
  ...namingRules,
  ...engineRules,
  ...availabilityRules,
  ...readReplicaCountRules,
  ...storageRules,
  ...backupRules,
  ...vaultRules,
  ...credentialsRules,
  ...insightsRules,
  ...parameterRules,
  ...monitoringRules,
  ...tokenUnitRules,
];
