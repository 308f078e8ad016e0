import { vaultRules } from '../../src/backup/vault-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(vaultRules);
