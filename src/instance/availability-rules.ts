import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

export const availabilityRules: readonly Rule<Settings>[] = [
  {
    id: 'production-multi-az',
    reads: ['multiAz', 'allowSingleAz'],
    broken: (s) => s.profile.production && !s.multiAz && !s.allowSingleAz,
    got: (s) => `${s.multiAz} with the production profile '${s.profile.name}'`,
    wants: 'must be true in production',
    fix: 'leave it out, or set allowSingleAz: true to accept that a lost availability zone stops the service',
  },
];
