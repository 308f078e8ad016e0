import { proveSettingRules } from './cases';
import { backupRules } from '../../../src/private/rules/backup';

proveSettingRules(backupRules);
