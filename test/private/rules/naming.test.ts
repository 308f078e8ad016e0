import { proveSettingRules } from './cases';
import { namingRules } from '../../../src/private/rules/naming';

proveSettingRules(namingRules);
