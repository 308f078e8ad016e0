import { backupRules } from '../../src/backup/backup-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(backupRules);
