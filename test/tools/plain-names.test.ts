import { statSync } from 'fs';
import * as path from 'path';
import { withPlainNames } from '../../tools/support/plain-names';
import { ROOT } from '../../tools/support/root';

test('computed names become plain ones, where the file says what they are', () => {
  const source = 'const _xN = "xmlName";\nexport var A = [0, { [_xN]: _aIs, [_other]: 1 }];\n';
  expect(withPlainNames(source)).toBe(
    'const _xN = "xmlName";\nexport var A = [0, { "xmlName": _aIs, [_other]: 1 }];\n',
  );
});

test('the bundle of the commands has no schemas of calls that nobody makes', () => {
  const { size } = statSync(path.join(ROOT, 'assets', 'cli', 'commands', 'index.js'));
  expect(size).toBeLessThan(1_300_000);
});
