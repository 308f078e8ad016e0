import { engineRules } from '../../src/instance/engine-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(engineRules);
