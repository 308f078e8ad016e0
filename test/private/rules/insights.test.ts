import { proveSettingRules } from './cases';
import { insightsRules } from '../../../src/private/rules/insights';

proveSettingRules(insightsRules);
