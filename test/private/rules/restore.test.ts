import { proveWiringRules, RESTORE_CASES } from './cases';
import { restoreRules } from '../../../src/private/rules/restore';

proveWiringRules(restoreRules, RESTORE_CASES);
