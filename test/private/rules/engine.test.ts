import { proveSettingRules } from './cases';
import { engineRules } from '../../../src/private/rules/engine';

proveSettingRules(engineRules);
