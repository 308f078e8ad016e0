import { proveSettingRules } from './cases';
import { vaultRules } from '../../../src/private/rules/vault';

proveSettingRules(vaultRules);
