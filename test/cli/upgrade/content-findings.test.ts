import { Level } from '../../../src/cli/level';
import { Locale } from '../../../src/cli/messages/locale';
import { databaseFindings, instanceFindings, summaryFindings } from '../../../src/cli/upgrade/content-findings';
import { DatabaseContents, InstanceContents } from '../../../src/cli/upgrade/database-contents';

const LOCALE = Locale.of({});
const VERSIONS = {
  from: 15,
  to: 17,
  targetParameters: { names: new Set<string>(), extensions: new Set(['pgcrypto', 'postgis', 'citext']) },
};
const INSTANCE: InstanceContents = {
  preparedTransactions: 0,
  logicalSlots: [],
  invalidDatabases: [],
  closedDatabases: [],
  missingDatabases: [],
  reservedRoles: [],
  databases: ['shop'],
};
const DATABASE: DatabaseContents = {
  name: 'shop',
  regColumns: [],
  unknownColumns: [],
  aclitemColumns: [],
  extensions: [{ name: 'plpgsql', version: '1.0', newest: '1.0' }],
  systemViews: [],
  nullableChildren: [],
  relations: 100,
  largeObjects: 0,
};

/** Check and level of each finding about the instance. */
function ofInstance(changes: Partial<InstanceContents>, from = 15): string[] {
  const findings = instanceFindings(LOCALE, { ...INSTANCE, ...changes }, { ...VERSIONS, from, to: 18 });
  return findings.map(({ check, level }) => `${check} ${level}`);
}

/** Check and level of each finding about a database. */
function ofDatabase(changes: Partial<DatabaseContents>, versions: Partial<typeof VERSIONS> = {}): string[] {
  const findings = databaseFindings(LOCALE, { ...DATABASE, ...changes }, { ...VERSIONS, ...versions });
  return findings.map(({ check, level }) => `${check} ${level}`);
}

test('nothing stops a database that has nothing of it', () => {
  expect(ofInstance({})).toEqual([]);
  expect(ofDatabase({})).toEqual([]);
});

const slot = { name: 'orders', isLost: false };

test.each([
  ['a prepared transaction', { preparedTransactions: 1 }, 15, ['transactions critical']],
  ['a slot', { logicalSlots: [slot] }, 16, ['slots critical']],
  ['a slot that the upgrade keeps', { logicalSlots: [slot] }, 17, ['slots warning']],
  ['a slot that is lost', { logicalSlots: [{ ...slot, isLost: true }] }, 17, ['slots critical']],
  ['a database that is half dropped', { invalidDatabases: ['old'] }, 15, ['databases critical']],
  ['a database that takes nobody', { closedDatabases: ['old'] }, 15, ['databases critical']],
  ['no template1', { missingDatabases: ['template1'] }, 15, ['databases critical']],
  ['a name of PostgreSQL', { reservedRoles: ['pg_ana'] }, 15, ['roles critical']],
])('%s', (_, changes, from, expected) => {
  expect(ofInstance(changes, from)).toEqual(expected);
});

const extension = (name: string, version = '1', newest: string | null = '1') => ({
  extensions: [{ name, version, newest }],
});

test.each<[string, Partial<DatabaseContents>, Partial<typeof VERSIONS>, string[]]>([
  ['a reg column', { regColumns: ['a.b.c'] }, {}, ['columns critical']],
  ['an unknown column', { unknownColumns: ['a.b.c'] }, {}, ['columns critical']],
  ['an aclitem over 16', { aclitemColumns: ['a.b.c'] }, {}, ['columns critical']],
  ['an aclitem of 16', { aclitemColumns: ['a.b.c'] }, { from: 16 }, []],
  ['a child that may be null', { nullableChildren: ['a.b.c'] }, {}, []],
  ['the same to 18', { nullableChildren: ['a.b.c'] }, { to: 18 }, ['columns critical']],
  ['an extension that is there', extension('pgcrypto'), {}, []],
  ['one that is gone', extension('adminpack'), {}, ['extensions critical']],
  ['one that is gone, and old', extension('adminpack', '1', '2'), {}, ['extensions critical']],
  ['one that is old', extension('citext', '1', '2'), {}, ['extensions warning']],
  ['one that has to be updated', extension('postgis', '3.3', '3.4'), {}, ['extensions critical']],
  ['one without files', extension('citext', '1', null), {}, []],
  ['a view on the system', { systemViews: ['a.v'] }, {}, ['views warning']],
  ['many tables', { relations: 60_000 }, {}, ['duration warning']],
  ['many large objects', { largeObjects: 2_000_000 }, {}, ['duration warning']],
])('%s', (_, changes, versions, expected) => {
  expect(ofDatabase(changes, versions)).toEqual(expected);
});

test('where RDS lists no extensions, nobody says that one is gone', () => {
  const versions = { ...VERSIONS, targetParameters: undefined };
  expect(databaseFindings(LOCALE, { ...DATABASE, ...extension('adminpack') }, versions)).toEqual([]);
  const [, unknown] = summaryFindings(LOCALE, [DATABASE], versions);
  expect(unknown).toMatchObject({ check: 'extensions', level: Level.UNKNOWN });
});

test.each([
  [17, 'ANALYZE in each database at once'],
  [18, 'ALTER EXTENSION … UPDATE, and reindex'],
])('what is left to do after an upgrade to %d', (to, text) => {
  const findings = summaryFindings(LOCALE, [DATABASE], { ...VERSIONS, to });
  expect(findings[findings.length - 1]).toMatchObject({ check: 'afterwards', text: expect.stringContaining(text) });
});
