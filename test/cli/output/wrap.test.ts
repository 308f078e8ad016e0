import { wrap } from '../../../src/cli/output/wrap';

test('breaks between words, and indents what follows a bullet', () => {
  expect(wrap('  - one two three', 10)).toBe('  - one\n    two\n    three');
});

test('a word that is longer than the line stays whole', () => {
  expect(wrap('see https://example.com/long now', 12)).toBe('see\nhttps://example.com/long\nnow');
});

test('colours take no width', () => {
  const bold = '\u001b[1mone two\u001b[22m';
  expect(wrap(`${bold} three`, 13)).toBe(`${bold} three`);
});
