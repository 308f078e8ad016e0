import {
  OrderableDBInstanceOption,
  paginateDescribeEvents,
  paginateDescribeOrderableDBInstanceOptions,
} from '@aws-sdk/client-rds';
import { instanceClassSize } from '../../instance/instance-class-catalogue';
import { Database } from '../aws/database';
import { Command, CommandContext } from '../command-context';
import { ExitCode } from '../exit-code';
import { Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { Locale } from '../messages/locale';
import { wrap } from '../output/wrap';
import { classProblems, copiesAll, newCeiling, ScaleProblem, storageProblems } from '../scaling/scale-facts';

/** The options of `scale`: one of the two. */
export interface ScaleOptions {
  readonly class?: string;
  /** In GiB. */
  readonly storage?: number;
}

/** Six hours is all that counts, and RDS keeps more. */
const MINUTES_OF_EVENTS = 6 * 60;
const STORAGE_CHANGED = /^(Finished applying|Applying).*modification to.*allocated storage/i;

const WIDEST = 100;

/** `scale`: the change of the app that gives the instance another class or more storage. It changes nothing. */
export const run: Command<ScaleOptions> = async (context, { class: named, storage: gib }) => {
  const { locale, terminal } = context;
  const texts = diagnosisMessages(locale).scale;
  if ((named === undefined) === (gib === undefined)) throw context.wrong(texts.oneOfTwo());
  const size = named && `db.${named.replace(/^db\./, '').toLowerCase()}`;
  const database = await context.database();
  const plan = await terminal.progress(texts.asking(database.identifier), () =>
    size ? planClass(context, database, size) : planStorage(context, database, gib!),
  );
  const { identifier, region } = database;
  const problems = plan.problems.map((problem) => problemText(locale, problem));
  terminal.result({ identifier, region, ...plan, problems: plan.problems }, () => {
    const width = Math.min(WIDEST, terminal.columns);
    const list = (lines: readonly string[]) => lines.map((line) => wrap(`- ${line}`, width)).join('\n');
    const parts = [terminal.bold(`${identifier} · ${region} · ${plan.from} → ${plan.to}`)];
    if (problems.length > 0) {
      parts.push(terminal.coloured(Level.CRITICAL, texts.refused()), list(problems));
      return parts.join('\n');
    }
    parts.push('', texts.props(), ...plan.props.map((line) => `  ${line}`));
    parts.push('', terminal.bold(texts.downtimeTitle()), list(plan.downtime));
    parts.push('', terminal.bold(texts.costTitle()), list(plan.cost));
    if (plan.notes.length > 0) parts.push('', terminal.bold(texts.notesTitle()), list(plan.notes));
    return parts.join('\n');
  });
  return problems.length > 0 ? ExitCode.REFUSED : ExitCode.OK;
};

interface Plan {
  readonly from: string;
  readonly to: string;
  readonly problems: readonly ScaleProblem[];
  /** Lines of the props in the app. */
  readonly props: readonly string[];
  readonly downtime: readonly string[];
  readonly cost: readonly string[];
  readonly notes: readonly string[];
}

async function planClass({ locale }: CommandContext, database: Database, size: string): Promise<Plan> {
  const { instance } = database;
  const texts = diagnosisMessages(locale).scale;
  const { DBInstanceClass: present = '?', MultiAZ: hasStandby = false } = instance;
  const notes = [texts.thresholdsFollow()];
  const replicas = instance.ReadReplicaDBInstanceIdentifiers ?? [];
  if (replicas.length > 0) notes.push(texts.replicas(replicas));
  return {
    from: classText(locale, present),
    to: classText(locale, size),
    problems: classProblems(instance, size, await offersOf(database, size)),
    props: [`instanceType: new ec2.InstanceType('${size.replace(/^db\./, '')}'),`],
    downtime: [hasStandby ? texts.failover() : texts.restart(), texts.when(instance.PreferredMaintenanceWindow ?? '?')],
    cost: [texts.classCost(size, present, hasStandby), texts.reservations(), texts.prices()],
    notes,
  };
}

async function planStorage({ locale }: CommandContext, database: Database, gib: number): Promise<Plan> {
  const { instance } = database;
  const texts = diagnosisMessages(locale).scale;
  const { AllocatedStorage: present = 0, StorageType: type = '?', MultiAZ: hasStandby = false } = instance;
  const [offers, lastChange] = await Promise.all([
    offersOf(database, instance.DBInstanceClass ?? ''),
    lastStorageChange(database),
  ]);
  const ceiling = newCeiling(instance, gib);
  const notes = [texts.neverSmaller(), texts.nextChange()];
  if (copiesAll(instance, gib)) notes.push(texts.copiesAll());
  if (copiesAll(instance, gib) && type === 'gp3') notes.push(texts.moreIops());
  if (ceiling !== undefined) notes.push(texts.ceiling(instance.MaxAllocatedStorage!));
  return {
    from: `${locale.number(present)} GiB ${type}`,
    to: `${locale.number(gib)} GiB`,
    problems: storageProblems(instance, gib, offers, lastChange, new Date()),
    props: [
      `allocatedStorage: Size.gibibytes(${gib}),`,
      ...(ceiling === undefined ? [] : [`maxAllocatedStorage: Size.gibibytes(${ceiling}),`]),
    ],
    downtime: [texts.noDowntime(), texts.when(instance.PreferredMaintenanceWindow ?? '?')],
    cost: [texts.storageCost(locale.number(gib - present), type, hasStandby), texts.prices()],
    notes,
  };
}

/** What RDS offers of a class for the version of the instance; nothing for a class that the region does not have. */
async function offersOf({ account, instance }: Database, size: string): Promise<OrderableDBInstanceOption[]> {
  const offers: OrderableDBInstanceOption[] = [];
  const pages = paginateDescribeOrderableDBInstanceOptions(
    { client: account.rds() },
    { Engine: 'postgres', EngineVersion: instance.EngineVersion, DBInstanceClass: size, Vpc: true },
  );
  for await (const { OrderableDBInstanceOptions: page = [] } of pages) offers.push(...page);
  return offers;
}

/** When the storage was last changed in the last six hours, by somebody or by autoscaling. */
async function lastStorageChange({ account, identifier }: Database): Promise<Date | undefined> {
  const times: number[] = [];
  const pages = paginateDescribeEvents(
    { client: account.rds() },
    { SourceType: 'db-instance', SourceIdentifier: identifier, Duration: MINUTES_OF_EVENTS },
  );
  for await (const { Events: events = [] } of pages) {
    for (const { Message: message = '', Date: time } of events) {
      if (time && STORAGE_CHANGED.test(message)) times.push(time.getTime());
    }
  }
  return times.length === 0 ? undefined : new Date(Math.max(...times));
}

function classText(locale: Locale, size: string): string {
  const known = instanceClassSize(size.replace(/^db\./, ''));
  return known ? `${size} (${known.vcpus} vCPU, ${locale.number(known.memoryGib)} GiB)` : size;
}

function problemText(locale: Locale, problem: ScaleProblem): string {
  const texts = diagnosisMessages(locale).scale.problems;
  switch (problem.code) {
    case 'unknownClass':
      return texts.unknownClass(problem.size);
    case 'sameClass':
      return texts.sameClass(problem.size);
    case 'noStorageType':
      return texts.noStorageType(problem.size, problem.storageType);
    case 'noStandby':
      return texts.noStandby(problem.size);
    case 'smaller':
      return texts.smaller(locale.number(problem.present));
    case 'tooLittle':
      return texts.tooLittle(locale.number(problem.present), problem.least);
    case 'tooLarge':
      return texts.tooLarge(locale.number(problem.most));
    case 'optimizing':
      return texts.optimizing(problem.percent);
    case 'tooSoon':
      return texts.tooSoon(locale.time(problem.until));
    case 'notAvailable':
      return texts.notAvailable(problem.state);
  }
}
