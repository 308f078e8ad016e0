import { tokenUnitRules } from '../../src/settings/token-unit-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(tokenUnitRules);
