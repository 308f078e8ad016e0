import { readFileSync } from 'fs';
import * as path from 'path';
import * as ts from 'typescript';
import { AlarmOverrides } from '../../src';
import { ALARM_CATALOGUE, AlarmEntry } from '../../src/monitoring/alarm-catalogue';

/** The alarm of each property. The compiler asks for every property of the struct, and for no other. */
const ALARMS: Record<keyof AlarmOverrides, string> = {
  databaseDown: 'DatabaseDown',
  highCpu: 'HighCPU',
  dbLoad: 'DBLoad',
  highConnections: 'HighConnections',
  freeableMemory: 'FreeableMemory',
  lowStorage: 'LowStorage',
  storageFloor: 'StorageFloor',
  storageAutoscaling: 'StorageAutoscaling',
  readLatency: 'ReadLatency',
  writeLatency: 'WriteLatency',
  diskQueueDepth: 'DiskQueueDepth',
  ebsIoBalance: 'EBSIOBalance',
  ebsByteBalance: 'EBSByteBalance',
  surplusCpuCredits: 'SurplusCPUCredits',
  transactionIdAge: 'TransactionIdAge',
  replicationSlotLag: 'ReplicationSlotLag',
  replicaLag: 'ReplicaLag',
  rotationFailed: 'RotationFailed',
  snapshotCopyFailed: 'SnapshotCopyFailed',
  backupFailed: 'BackupFailed',
  restoreDrillFailed: 'RestoreDrillFailed',
  restoreDrillOverdue: 'RestoreDrillOverdue',
};

test('each alarm of the catalogue has a property of its own, and each property an alarm, in the same order', () => {
  expect(ALARM_CATALOGUE.map(({ override, id }) => [override, id])).toEqual(Object.entries(ALARMS));
});

test('the compiler refuses an entry without a property', () => {
  const [{ override, ...others }] = ALARM_CATALOGUE;
  // @ts-expect-error no property
  const without: AlarmEntry = others;
  // @ts-expect-error not a property
  const unknown: AlarmEntry = { ...others, override: 'highCPU' };
  const correct: AlarmEntry = { ...others, override };
  expect([without, unknown, correct]).toHaveLength(3);
});

describe('the docstring of', () => {
  const file = path.join(__dirname, '..', '..', 'src', 'monitoring', 'alarm-overrides.ts');
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  const struct = source.statements.find(ts.isInterfaceDeclaration)!;
  const docs = Object.fromEntries(struct.members.map((member) => [member.name!.getText(), docOf(member)]));

  const COMPARISONS = { '>': 'over', '>=': 'at least', '<': 'below' };
  const UNITS = {
    Percent: /^percent\.$/,
    Bytes: /^bytes\.$/,
    Seconds: /^seconds\.$/,
    Count: /^a count of [a-z ]+\.$/,
    None: /^a number of [a-z ]+\.$/,
  };

  test('each property is read', () => {
    expect(Object.keys(docs)).toEqual(Object.keys(ALARMS));
  });

  test.each(ALARM_CATALOGUE.map((entry): [string, AlarmEntry] => [entry.override, entry]))(
    '%s has meaning, id, unit and threshold of the catalogue',
    (name, { id, meaning, unit, comparison, thresholdRule }) => {
      const { text, fallback } = docs[name];
      const [summary, shownUnit] = text.split(' Unit: ');
      expect(summary).toBe(`${meaning}. Alarm: ${id}.`);
      expect(shownUnit).toMatch(UNITS[unit]);
      expect(fallback).toBe(`- ${COMPARISONS[comparison]} ${thresholdRule}`);
    },
  );
});

/** The text of a docstring and of its `@default`, each in one line. */
function docOf(member: ts.Node): { text: string; fallback: string } {
  const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
  const tag = doc.tags?.find(({ tagName }) => tagName.text === 'default');
  return { text: inOneLine(doc.comment), fallback: inOneLine(tag?.comment) };
}

function inOneLine(comment: ts.JSDoc['comment']): string {
  return `${ts.getTextOfJSDocComment(comment)}`.split(/\s+/).join(' ');
}
