import { finalScreen, stabilise } from '../../tools/support/terminal-text';

const NOW = new Date('2027-03-01T08:41:30Z');

describe('what a terminal shows in the end', () => {
  test('the frames of a spinner overwrite each other', () => {
    const frames = ['⠋', '⠙'].map(
      (frame) => `\u001b[?25l\u001b[1G\u001b[2K\u001b[1G\u001b[33m${frame}\u001b[39m Waiting`,
    );
    const end = '\u001b[1G\u001b[2K\u001b[1G\u001b[32m✔\u001b[39m Waiting\r\n\u001b[?25h';
    expect(finalScreen(`${frames.join('')}${end}done\r\n`)).toBe('\u001b[32m✔\u001b[39m Waiting\ndone');
  });

  test('a frame of two lines goes as a whole', () => {
    expect(finalScreen('one\ntwo\u001b[1G\u001b[2K\u001b[1A\u001b[2K\u001b[1Gend')).toBe('end');
  });

  test('a sequence that it does not know is an error', () => {
    expect(() => finalScreen('a\u001b[3Db')).toThrow('unknown control sequence');
  });
});

describe('stable values', () => {
  const stable = (text: string, language = 'en') => stabilise(text, language, NOW);

  test.each([
    ['2027-03-01 08:40 UTC (50 seconds ago)  x', '2026-12-05 10:00 UTC (3 minutes ago)   x'],
    ['2027-03-01 08:40 UTC (50 seconds ago) · x', '2026-12-05 10:00 UTC (3 minutes ago) · x'],
    ['2027-03-01 08:41 UTC (9 seconds ago)  x', '2026-12-05 10:00 UTC (3 minutes ago)  x'],
    ['2027-03-01 08:41 UTC   20 GiB', '2026-12-05 10:00 UTC   20 GiB'],
    ['at 2027-03-01 08:41 UTC (9 seconds\n    ago)', 'at 2026-12-05 10:00 UTC (3 minutes\n    ago)'],
    ['fired 3 seconds ago', 'fired 3 minutes ago'],
    ['2027-03-31 08:40 UTC (in 29 days)', '2027-01-04 09:00 UTC (in 29 days)'],
    ['valid until 2027-03-02', 'valid until 2026-12-06'],
    ['support ends on 2030-02-28', 'support ends on 2030-02-28'],
    ["backend_start = '2027-03-01 08:41:12.123456+00'", "backend_start = '2026-12-05 10:00:00.000000+00'"],
  ])('%j', (text, expected) => expect(stable(text)).toBe(expected));

  test('in Portuguese', () => {
    expect(stable('2027-03-01 08:40 UTC (há 50 segundos)', 'pt-BR')).toBe('2026-12-05 10:00 UTC (há 3 minutos)');
  });

  test('the same id stays the same, and others differ', () => {
    const first = '7e57ab1e-0000-4000-8000-123412341234';
    const other = '7e57ab1e-0000-4000-8000-123412341235';
    const [one, two, again] = stable(`${first} ${other} ${first}`).split(' ');
    expect(one).toBe(again);
    expect(one).not.toBe(two);
    expect(one).toHaveLength(first.length);
  });

  test.each(['sg-0fedcba9876543210', 'db-7K2P5Q8R3T6V9W1X4Y0Z', 'ab-k2p5q8r3t6v9w1x4y0zk2p5q8'])('%s', (id) => {
    expect(stable(id)).not.toBe(id);
    expect(stable(id)).toHaveLength(id.length);
  });
});
