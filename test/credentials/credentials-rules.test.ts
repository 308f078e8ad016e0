import { credentialsRules } from '../../src/credentials/credentials-rules';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(credentialsRules);
