import { DatabaseContents, InstanceContents } from './database-contents';
import { TargetParameters } from './upgrade-context';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { Locale } from '../messages/locale';

/** From this version on, an upgrade takes logical slots along. */
const KEEPS_SLOTS = 17;

/** This version has another form of aclitem, which pg_upgrade cannot convert. */
const NEW_ACLITEM = 16;

/** From this version on, pg_upgrade wants the same of children as of their parents. */
const STRICT_CHILDREN = 18;

/** From this version on, an upgrade keeps the statistics of the planner. */
const KEEPS_STATISTICS = 18;

/** Numbers that an upgrade needs minutes for: it visits each of them while the database is down. */
const MANY_RELATIONS = 50_000;
const MANY_LARGE_OBJECTS = 1_000_000;

/** An upgrade does not update them, and fails or stops serving them where they are too old. */
const UPDATED_FIRST = /^(postgis|pgrouting|address_standardizer|pg_partman|pg_repack|pglogical)/;

/** Between which versions an upgrade goes, and what the target has. */
export interface Versions {
  readonly from: number;
  readonly to: number;
  readonly targetParameters?: TargetParameters;
}

/** What the whole instance has that stops an upgrade, or slows it down. */
export function instanceFindings(locale: Locale, contents: InstanceContents, { from }: Versions): DiagnosisFinding[] {
  const texts = diagnosisMessages(locale).upgrade;
  const findings: DiagnosisFinding[] = [];
  const { preparedTransactions, logicalSlots, invalidDatabases, closedDatabases, missingDatabases } = contents;
  if (preparedTransactions > 0) {
    findings.push({
      check: 'transactions',
      level: Level.CRITICAL,
      text: texts.prepared(preparedTransactions),
      advice: texts.endPrepared(),
      values: { count: preparedTransactions },
    });
  }
  const stopping = logicalSlots.filter(({ isLost }) => from < KEEPS_SLOTS || isLost).map(({ name }) => name);
  if (stopping.length > 0) {
    findings.push({
      check: 'slots',
      level: Level.CRITICAL,
      text: texts.slots(stopping),
      advice: texts.dropSlots(),
      values: { slots: stopping },
    });
  }
  const kept = logicalSlots.map(({ name }) => name).filter((name) => !stopping.includes(name));
  if (kept.length > 0) {
    const text = texts.keptSlots(kept);
    findings.push({ check: 'slots', level: Level.WARNING, text, advice: texts.drainSlots(), values: { slots: kept } });
  }
  const add = (check: DiagnosisFinding['check'], names: readonly string[], text: string, advice: string) => {
    if (names.length > 0) findings.push({ check, level: Level.CRITICAL, text, advice, values: { names } });
  };
  add('databases', invalidDatabases, texts.invalidDatabases(invalidDatabases), texts.dropDatabases());
  add('databases', closedDatabases, texts.closedDatabases(closedDatabases), texts.openDatabases());
  add('databases', missingDatabases, texts.missingDatabases(missingDatabases), texts.createDatabases());
  add('roles', contents.reservedRoles, texts.reservedRoles(contents.reservedRoles), texts.renameRoles());
  return findings;
}

/** What one database has that stops an upgrade, slows it down, or has to be done besides. */
export function databaseFindings(
  locale: Locale,
  contents: DatabaseContents,
  { from, to, targetParameters }: Versions,
): DiagnosisFinding[] {
  const texts = diagnosisMessages(locale).upgrade;
  const { name: database } = contents;
  const findings: DiagnosisFinding[] = [];
  const add = (
    check: DiagnosisFinding['check'],
    level: Level,
    names: readonly string[],
    text: (database: string, names: readonly string[]) => string,
    advice: string,
  ) => {
    if (names.length === 0) return;
    findings.push({ check, level, text: text(database, names), advice, values: { database, names } });
  };
  const { CRITICAL, WARNING } = Level;
  add('columns', CRITICAL, contents.regColumns, texts.regColumns, texts.changeRegColumns());
  add('columns', CRITICAL, contents.unknownColumns, texts.unknownColumns, texts.changeUnknownColumns());
  if (from < NEW_ACLITEM && to >= NEW_ACLITEM) {
    add('columns', CRITICAL, contents.aclitemColumns, texts.aclitemColumns, texts.changeAclitemColumns());
  }
  if (to >= STRICT_CHILDREN) {
    add('columns', CRITICAL, contents.nullableChildren, texts.nullableChildren, texts.setNotNull());
  }
  const offered = targetParameters?.extensions;
  const own = contents.extensions.filter(({ name }) => name !== 'plpgsql');
  const gone = offered ? own.filter(({ name }) => !offered.has(name)).map(({ name }) => name) : [];
  add('extensions', CRITICAL, gone, (where, names) => texts.extensionsGone(where, names, to), texts.dropExtensions());
  const old = own.filter(({ name, version, newest }) => newest !== null && version !== newest && !gone.includes(name));
  const oldText = (names: readonly { name: string; version: string; newest: string | null }[]) =>
    names.map(({ name, version, newest }) => `${name} ${version} → ${newest}`);
  const urgent = old.filter(({ name }) => UPDATED_FIRST.test(name));
  const later = old.filter(({ name }) => !UPDATED_FIRST.test(name));
  add('extensions', CRITICAL, oldText(urgent), texts.extensionsOld, texts.updateExtensions());
  add('extensions', WARNING, oldText(later), texts.extensionsOld, texts.updateExtensions());
  add('views', WARNING, contents.systemViews, texts.systemViews, texts.dropViews());
  if (contents.relations >= MANY_RELATIONS || contents.largeObjects >= MANY_LARGE_OBJECTS) {
    findings.push({
      check: 'duration',
      level: WARNING,
      text: texts.many(database, locale.number(contents.relations), locale.number(contents.largeObjects)),
      advice: texts.rehearse(),
      values: { database, relations: contents.relations, largeObjects: contents.largeObjects },
    });
  }
  return findings;
}

/** What all databases have together, where nothing of theirs stops the upgrade. */
export function summaryFindings(
  locale: Locale,
  all: readonly DatabaseContents[],
  { to, targetParameters }: Versions,
): DiagnosisFinding[] {
  const texts = diagnosisMessages(locale).upgrade;
  const sum = (count: (contents: DatabaseContents) => number) => all.reduce((total, each) => total + count(each), 0);
  const findings: DiagnosisFinding[] = [
    {
      check: 'databases',
      level: Level.OK,
      text: texts.looked(
        all.map(({ name }) => name),
        locale.number(sum(({ relations }) => relations)),
        locale.number(sum(({ largeObjects }) => largeObjects)),
      ),
    },
  ];
  if (!targetParameters?.extensions) {
    const text = texts.extensionsUnknown(to);
    findings.push({ check: 'extensions', level: Level.UNKNOWN, text, advice: texts.readExtensions() });
  }
  const text = to >= KEEPS_STATISTICS ? texts.afterwards() : texts.afterwardsAnalyze();
  return [...findings, { check: 'afterwards', level: Level.OK, text }];
}
