import { withUnit } from '../../../src/cli/alarms/unit';
import { Locale } from '../../../src/cli/messages/locale';

test.each([
  [81.25, 'Percent', '81.3 %', '81,3 %'],
  [0.0204, 'Seconds', '20.4 ms', '20,4 ms'],
  [12.5, 'Seconds', '12.5 s', '12,5 s'],
  [2 * 1024 ** 3, 'Bytes', '2 GiB', '2 GiB'],
  [214_748_365, 'Bytes', '205 MiB', '205 MiB'],
  [1_000_000_000, 'Count', '1,000,000,000', '1.000.000.000'],
  [1.256, 'None', '1.26', '1,26'],
  [7, undefined, '7', '7'],
] as const)('%d %s', (value, unit, english, portuguese) => {
  expect(withUnit(Locale.of({}), value, unit)).toBe(english);
  expect(withUnit(Locale.of({ LANG: 'pt_BR' }), value, unit)).toBe(portuguese);
});
