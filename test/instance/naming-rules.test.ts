import { namingRules } from '../../src/instance/naming-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(namingRules);
