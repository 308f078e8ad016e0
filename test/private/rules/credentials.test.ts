import { proveSettingRules } from './cases';
import { credentialsRules } from '../../../src/private/rules/credentials';

proveSettingRules(credentialsRules);
