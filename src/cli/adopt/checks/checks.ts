import { bootstrap } from './bootstrap';
import { parameterGroup, securityGroup } from './clients';
import { forget } from './forget';
import { freeze } from './freeze';
import { importing } from './import';
import { imported } from './imported';
import { PhaseCheck } from './phase-check';
import { rotation } from './rotation';
import { settle } from './settle';
import { CheckedPhase } from '../phases';

export const PHASE_CHECKS: Readonly<Record<CheckedPhase, PhaseCheck>> = {
  freeze,
  settle,
  forget,
  import: importing,
  imported,
  'security-group': securityGroup,
  'parameter-group': parameterGroup,
  bootstrap,
  rotation,
};
