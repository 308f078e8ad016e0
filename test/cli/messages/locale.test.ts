import { ENGLISH } from '../../../src/cli/messages/english';
import { Locale } from '../../../src/cli/messages/locale';
import { PORTUGUESE } from '../../../src/cli/messages/portuguese';

const NOW = new Date('2026-11-30T12:00:00Z');

test.each([
  [{}, ENGLISH],
  [{ LANG: 'C' }, ENGLISH],
  [{ LANG: 'pt_BR.UTF-8' }, PORTUGUESE],
  [{ LANG: 'pt' }, PORTUGUESE],
  [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'pt_BR' }, PORTUGUESE],
  [{ LANG: 'pt_BR', LC_ALL: 'en_US' }, ENGLISH],
  [{ LANG: 'ptolemaic' }, ENGLISH],
])('%j', (environment, messages) => {
  expect(Locale.of(environment).messages).toBe(messages);
});

test.each([
  ['2026-11-30T11:59:50Z', '10 seconds ago', 'há 10 segundos'],
  ['2026-11-30T10:30:00Z', '90 minutes ago', 'há 90 minutos'],
  ['2026-11-30T09:00:00Z', '3 hours ago', 'há 3 horas'],
  ['2026-12-05T12:00:00Z', 'in 5 days', 'em 5 dias'],
])('%s is %s', (time, english, portuguese) => {
  expect(Locale.of({}).ago(new Date(time), NOW)).toBe(english);
  expect(Locale.of({ LANG: 'pt_BR' }).ago(new Date(time), NOW)).toBe(portuguese);
});

test.each([
  [1.25 * 1024 ** 3, '1.3 GiB', '1,3 GiB'],
  [200 * 1024 ** 3, '200 GiB', '200 GiB'],
])('%d bytes are %s', (bytes, english, portuguese) => {
  expect(Locale.of({}).gibibytes(bytes)).toBe(english);
  expect(Locale.of({ LANG: 'pt_BR' }).gibibytes(bytes)).toBe(portuguese);
});
