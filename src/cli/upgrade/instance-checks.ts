import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { paginateDescribeDBParameters, paginateDescribeOrderableDBInstanceOptions } from '@aws-sdk/client-rds';
import { UpgradeContext } from './upgrade-context';
import { DiagnosisCheck, DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';

/*
 * What AWS says about an upgrade before the database is asked:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.MajorVersion.Process.html
 */

const GIB = 1024 ** 3;

/** An upgrade writes the catalogues anew, and the log of everything that it does. */
const LEAST_FREE_SHARE = 0.1;
const LEAST_FREE_BYTES = GIB;

/** The checks that need no login. */
export function instanceChecks(upgrade: UpgradeContext): DiagnosisCheck[] {
  return [
    { name: 'target', find: async () => [target(upgrade)] },
    { name: 'instance', find: async () => state(upgrade) },
    { name: 'class', find: () => size(upgrade) },
    { name: 'parameters', find: () => parameters(upgrade) },
    { name: 'replicas', find: async () => replicas(upgrade) },
    { name: 'storage', find: () => storage(upgrade) },
    { name: 'backups', find: async () => backups(upgrade) },
  ];
}

function textsOf({ context }: UpgradeContext) {
  return diagnosisMessages(context.locale).upgrade;
}

function target(upgrade: UpgradeContext): DiagnosisFinding {
  const texts = textsOf(upgrade);
  const { database, target: version, to, majors } = upgrade;
  const present = database.instance.EngineVersion ?? '?';
  const values = { present, target: version ?? null, majors };
  if (version === undefined) {
    const advice = majors.length > 0 ? texts.otherMajors(majors) : texts.newerMinor();
    return { check: 'target', level: Level.CRITICAL, text: texts.noTarget(present, to), advice, values };
  }
  return { check: 'target', level: Level.OK, text: texts.target(present, version), values };
}

function state(upgrade: UpgradeContext): DiagnosisFinding[] {
  const texts = textsOf(upgrade);
  const { DBInstanceStatus: status = '?', PendingModifiedValues: pending = {} } = upgrade.database.instance;
  const findings: DiagnosisFinding[] = [];
  if (status !== 'available') {
    const text = texts.notAvailable(status);
    findings.push({ check: 'instance', level: Level.CRITICAL, text, advice: texts.waitForAvailable() });
  }
  const names = Object.entries(pending).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (names.length > 0) {
    const text = texts.changesWait(names);
    findings.push({ check: 'instance', level: Level.WARNING, text, advice: texts.applyChanges(), values: { names } });
  }
  return findings.length > 0 ? findings : [{ check: 'instance', level: Level.OK, text: texts.available() }];
}

async function size(upgrade: UpgradeContext): Promise<DiagnosisFinding[]> {
  const { database, target: version } = upgrade;
  if (version === undefined) return [];
  const texts = textsOf(upgrade);
  const { DBInstanceClass: present = '?' } = database.instance;
  let offers = 0;
  const pages = paginateDescribeOrderableDBInstanceOptions(
    { client: database.account.rds() },
    { Engine: 'postgres', EngineVersion: version, DBInstanceClass: present },
  );
  for await (const { OrderableDBInstanceOptions: page = [] } of pages) offers += page.length;
  if (offers > 0) return [{ check: 'class', level: Level.OK, text: texts.classFits(present, version) }];
  const text = texts.classMissing(present, version);
  return [{ check: 'class', level: Level.CRITICAL, text, advice: texts.changeClass() }];
}

/** CDK makes a group for the new version from the same props: what its family lacks, RDS refuses. */
async function parameters(upgrade: UpgradeContext): Promise<DiagnosisFinding[]> {
  const { database, to, targetParameters } = upgrade;
  const texts = textsOf(upgrade);
  if (!targetParameters) {
    const text = texts.parametersUnknown(to);
    return [{ check: 'parameters', level: Level.UNKNOWN, text, advice: texts.readParameters() }];
  }
  const missing: string[] = [];
  for (const { DBParameterGroupName: group = '' } of database.instance.DBParameterGroups ?? []) {
    if (group.startsWith('default.')) continue;
    const pages = paginateDescribeDBParameters(
      { client: database.account.rds() },
      { DBParameterGroupName: group, Source: 'user' },
    );
    for await (const { Parameters: page = [] } of pages) {
      const names = page.map(({ ParameterName: name }) => name!);
      missing.push(...names.filter((name) => !targetParameters.names.has(name)));
    }
  }
  if (missing.length === 0) return [{ check: 'parameters', level: Level.OK, text: texts.parametersFit(to) }];
  return [
    {
      check: 'parameters',
      level: Level.CRITICAL,
      text: texts.parametersMissing(missing, to),
      advice: texts.dropParameters(),
      values: { missing },
    },
  ];
}

function replicas(upgrade: UpgradeContext): DiagnosisFinding[] {
  const texts = textsOf(upgrade);
  const { instance } = upgrade.database;
  const source = instance.ReadReplicaSourceDBInstanceIdentifier;
  if (source) {
    return [{ check: 'replicas', level: Level.CRITICAL, text: texts.isReplica(source), advice: texts.upgradeSource() }];
  }
  const names = instance.ReadReplicaDBInstanceIdentifiers ?? [];
  if (names.length === 0) return [];
  const elsewhere = names.filter((name) => name.startsWith('arn:'));
  const here = names.filter((name) => !name.startsWith('arn:'));
  const findings: DiagnosisFinding[] = [];
  if (here.length > 0) {
    const text = texts.replicasHere(here);
    findings.push({ check: 'replicas', level: Level.WARNING, text, advice: texts.upgradeTogether() });
  }
  if (elsewhere.length > 0) {
    const text = texts.replicasElsewhere(elsewhere.map((arn) => arn.split(':').pop()!));
    findings.push({ check: 'replicas', level: Level.WARNING, text, advice: texts.watchReplicas() });
  }
  return findings;
}

async function storage(upgrade: UpgradeContext): Promise<DiagnosisFinding[]> {
  const { database, context } = upgrade;
  const texts = textsOf(upgrade);
  const now = Date.now();
  const { Datapoints: points = [] } = await database.account.cloudWatch().send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/RDS',
      MetricName: 'FreeStorageSpace',
      Dimensions: database.dimensions,
      StartTime: new Date(now - 3_600_000),
      EndTime: new Date(now),
      Period: 3_600,
      Statistics: ['Minimum'],
    }),
  );
  if (points.length === 0) {
    return [{ check: 'storage', level: Level.UNKNOWN, text: texts.freeUnknown(), advice: texts.readFree() }];
  }
  const free = Math.min(...points.map(({ Minimum: least }) => least!));
  const least = Math.max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * (database.instance.AllocatedStorage ?? 0) * GIB);
  const level = free < LEAST_FREE_BYTES ? Level.CRITICAL : Level.WARNING;
  const isEnough = free >= least;
  return [
    {
      check: 'storage',
      level: isEnough ? Level.OK : level,
      text: texts.free(context.locale.gibibytes(free)),
      advice: isEnough ? undefined : texts.addStorage(context.locale.gibibytes(least)),
      values: { freeBytes: free },
    },
  ];
}

/** RDS takes a snapshot before an upgrade, and another one after it, of instances that have backups. */
function backups(upgrade: UpgradeContext): DiagnosisFinding[] {
  const texts = textsOf(upgrade);
  const { BackupRetentionPeriod: days = 0, DBInstanceIdentifier: identifier = '?' } = upgrade.database.instance;
  if (days > 0) return [{ check: 'backups', level: Level.OK, text: texts.hasBackups(days) }];
  const advice = texts.takeSnapshot(identifier);
  return [{ check: 'backups', level: Level.WARNING, text: texts.noBackups(), advice }];
}
