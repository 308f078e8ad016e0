import { ADOPTED_PROPERTIES } from '../../../src/adoption/adopted-properties';
import { PHASE_CHECKS } from '../../../src/cli/adopt/checks/checks';
import { CHECKED_PHASES, PHASES } from '../../../src/cli/adopt/phases';
import { ENGLISH } from '../../../src/cli/messages/english';
import { PORTUGUESE } from '../../../src/cli/messages/portuguese';

test('Portuguese says what a change of each property does', () => {
  expect(Object.keys(PORTUGUESE.adopt.consequences).sort()).toEqual(Object.keys(ADOPTED_PROPERTIES).sort());
});

test.each([ENGLISH, PORTUGUESE])('every phase has a text, and every check a name in the help', (messages) => {
  expect(Object.keys(messages.adopt.phases)).toEqual(PHASES);
  expect(Object.keys(PHASE_CHECKS)).toEqual([...CHECKED_PHASES]);
  for (const phase of CHECKED_PHASES) expect(messages.options.adoptWords()).toContain(phase);
});
