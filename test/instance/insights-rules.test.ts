import { insightsRules } from '../../src/instance/insights-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(insightsRules);
