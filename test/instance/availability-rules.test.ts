import { availabilityRules } from '../../src/instance/availability-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(availabilityRules);
