import { proveSettingRules } from './cases';
import { parameterRules } from '../../../src/private/rules/parameters';

proveSettingRules(parameterRules);
