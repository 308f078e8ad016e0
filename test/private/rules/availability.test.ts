import { proveSettingRules } from './cases';
import { availabilityRules } from '../../../src/private/rules/availability';

proveSettingRules(availabilityRules);
