import { parameterRules } from '../../src/parameters/parameter-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(parameterRules);
