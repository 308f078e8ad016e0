import { renderMarkdown } from '../../../src/cli/output/markdown';
import { Terminal } from '../../../src/cli/output/terminal';
import { wrap } from '../../../src/cli/output/wrap';

const terminalOf = (columns: number) =>
  new Terminal(false, { isTTY: true, columns } as NodeJS.WriteStream, process.stderr, { NO_COLOR: '1' });
const render = (markdown: string, columns = 40) =>
  renderMarkdown(markdown, terminalOf(columns), (text, target) => `${text} <${target}>`);

test('a paragraph takes the width of the terminal', () => {
  expect(render('one two three four five six\nseven eight nine ten eleven')).toBe(
    'one two three four five six seven eight\nnine ten eleven',
  );
});

test('code stays as it is, so that it can be copied', () => {
  const command = 'aws rds describe-db-instances --db-instance-identifier "db" \\\n  --query x';
  expect(render(`Text:\n\n\`\`\`sh\n${command}\n\n# more\n\`\`\`\nAfter.`)).toBe(
    `Text:\n\n${command}\n\n# more\n\nAfter.`,
  );
});

test('the items of a list stay apart, and are indented', () => {
  expect(render('- one two three four five six seven eight nine\n- ten\n  eleven')).toBe(
    '- one two three four five six seven\n  eight nine\n- ten eleven',
  );
});

test('a link becomes text', () => {
  expect(render('see [LowStorage](#lowstorage).')).toBe('see LowStorage <#lowstorage>.');
});

test('bold text is text', () => {
  expect(render('**Stuck**: promote `it`.')).toBe('Stuck: promote `it`.');
});

test('headings and tables', () => {
  const table = '| Status | It is |\n|---|---|\n| `available` | up |\n| `stopped` | [down](#x) |';
  expect(render(`#### Check\n\n${table}`).split('\n')).toEqual([
    'Check',
    '',
    expect.stringMatching(/^Status +It is/),
    expect.stringMatching(/^`available` +up/),
    expect.stringMatching(/^`stopped` +down <#x>/),
  ]);
});

test('what follows is indented as asked', () => {
  expect(wrap('✓ one two three', 8, 2)).toBe('✓ one\n  two\n  three');
});

test.each([
  ['a word that is longer than the line', 'see https://example.com/a/long/path now', 10],
  ['nothing', '', 10],
])('%s', (_, text, width) => {
  expect(wrap(text, width).split(/\s+/).join(' ')).toBe(text);
});
