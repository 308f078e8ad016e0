import { proveSettingRules } from './cases';
import { tokenUnitRules } from '../../../src/private/rules/token-units';

proveSettingRules(tokenUnitRules);
