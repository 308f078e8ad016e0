import { paint, showsColours } from '../../tools/support/paint';

describe('colours', () => {
  test.each([
    ['a terminal', { isTTY: true }, {}, true],
    ['a file or pipe', {}, {}, false],
    ['a pipe, whatever TERM says', { isTTY: false }, { TERM: 'xterm-256color' }, false],
    ['a terminal whose user refuses them', { isTTY: true }, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', { isTTY: true }, { NO_COLOR: '' }, true],
    ['a terminal without colours', { isTTY: true }, { TERM: 'dumb' }, false],
  ])('%s', (_, output, env, shown) => {
    expect(showsColours(output, env)).toBe(shown);
  });

  test('other streams get plain text', () => {
    expect(paint({}, 'green', '✓')).toBe('✓');
  });
});
