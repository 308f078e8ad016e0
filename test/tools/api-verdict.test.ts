import { ApiChanges, apiVerdict } from '../../tools/support/api-verdict';

const BREAKING = ['err  - METHOD oficina-postgres.OficinaPostgres.addProxy: has been removed'];

/** Changes that are announced in both places, with some of it otherwise. */
const verdict = (changes: Partial<ApiChanges>) =>
  apiVerdict({
    since: 'v1.2.3',
    breaking: BREAKING,
    messages: ['fix: a lock', 'feat!: one proxy for all'],
    isGuideChanged: true,
    ...changes,
  });

test('passes without a breaking change, whatever the commits say', () => {
  for (const isGuideChanged of [true, false]) {
    expect(verdict({ breaking: [], messages: [], isGuideChanged })).toEqual({
      passes: true,
      reason: 'no breaking change since v1.2.3',
    });
  }
});

test('passes with a breaking change that a commit and UPGRADING.md announce', () => {
  expect(verdict({})).toEqual({
    passes: true,
    reason: "one breaking change since v1.2.3, announced by 'feat!: one proxy for all' and in UPGRADING.md",
  });
});

test.each([
  ['fix(rotation)!: the name of a user', true],
  ['feat!: one proxy for all\n\nWith a body.', true],
  ['\nfeat!: one proxy for all', true],
  ['feat: one proxy for all', false],
  ['feat: one proxy for all\n\nfeat!: in the body', false],
  ['docs: what feat!: means', false],
  ['feat!:', false],
  ['Revert "feat!: one proxy for all"', false],
])('takes %j for an announcement: %s', (message, announces) => {
  expect(verdict({ messages: ['test: a lock', message] }).passes).toBe(announces);
});

test('names what is missing', () => {
  expect(verdict({ messages: ['feat: one proxy for all'] })).toEqual({
    passes: false,
    reason: 'one breaking change since v1.2.3: no commit since then has a ! in its header, as feat!:',
  });
  expect(verdict({ isGuideChanged: false })).toEqual({
    passes: false,
    reason: 'one breaking change since v1.2.3: UPGRADING.md is the same as then',
  });
  expect(verdict({ breaking: [...BREAKING, ...BREAKING], messages: [], isGuideChanged: false })).toEqual({
    passes: false,
    reason:
      '2 breaking changes since v1.2.3: no commit since then has a ! in its header, as feat!:, and ' +
      'UPGRADING.md is the same as then',
  });
});
