import { restoreRules } from '../../src/instance/restore-rules';
import { proveWiringRules, RESTORE_CASES } from '../validation/rule-cases';

proveWiringRules(restoreRules, RESTORE_CASES);
