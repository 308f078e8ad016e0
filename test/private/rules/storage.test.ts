import { proveSettingRules } from './cases';
import { storageRules } from '../../../src/private/rules/storage';

proveSettingRules(storageRules);
