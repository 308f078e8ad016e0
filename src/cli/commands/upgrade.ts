import { Command, CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { DiagnosisFinding, findBeside, printFindings } from '../findings/diagnosis-finding';
import { exitCodeOf, Level } from '../level';
import { diagnosisMessages } from '../messages/diagnosis';
import { ConnectionOptions } from '../postgres/connection';
import { inspectEach } from '../postgres/inspection';
import { databaseFindings, instanceFindings, summaryFindings } from '../upgrade/content-findings';
import { DatabaseContents, readDatabase, readInstance } from '../upgrade/database-contents';
import { instanceChecks } from '../upgrade/instance-checks';
import { UpgradeContext } from '../upgrade/upgrade-context';
import { majorOf, majorTargets, newest, targetParameters } from '../upgrade/upgrade-targets';

/** The options of `upgrade`. */
export interface UpgradeOptions extends ConnectionOptions {
  /** The major version. */
  readonly to: number;
}

/** `upgrade`: what would stop a major upgrade, or make it long, found before. It changes nothing. */
export const run: Command<UpgradeOptions> = async (context, options) => {
  const { locale, terminal } = context;
  const texts = diagnosisMessages(locale).upgrade;
  const database = await context.database();
  const { identifier, region, instance } = database;
  const { to } = options;
  const from = majorOf(instance.EngineVersion ?? '');
  if (to <= from) throw new CommandFailure(texts.notNewer(instance.EngineVersion ?? '?', to), ExitCode.REFUSED);
  const { upgrade, findings } = await terminal.progress(texts.looking(identifier, to), async () => {
    const versions = await majorTargets(database);
    const upgradeContext: UpgradeContext = {
      context,
      database,
      options,
      from,
      to,
      target: newest(versions.filter((version) => majorOf(version) === to)),
      majors: [...new Set(versions.map(majorOf))].sort((one, other) => one - other),
      targetParameters: await targetParameters(database, to).catch(() => undefined),
    };
    const ofInstance = await findBeside(context, instanceChecks(upgradeContext));
    return { upgrade: upgradeContext, findings: [...ofInstance, ...(await contents(upgradeContext))] };
  });
  const title = texts.title(identifier, region, instance.EngineVersion ?? '?', upgrade.target ?? `${to}`);
  const level = printFindings(context, title, findings, {
    identifier,
    region,
    from,
    to,
    target: upgrade.target ?? null,
  });
  if (level !== Level.CRITICAL && upgrade.target && !terminal.json) terminal.note(howTo(context, upgrade.target, to));
  return exitCodeOf(level);
};

/** What is in the databases. When none can be asked, that is a finding of its own: the others are still true. */
async function contents(upgrade: UpgradeContext): Promise<DiagnosisFinding[]> {
  const { context, options } = upgrade;
  const { locale } = context;
  const texts = diagnosisMessages(locale).upgrade;
  const findings: DiagnosisFinding[] = [];
  const databases: DatabaseContents[] = [];
  try {
    await inspectEach(
      context,
      options,
      async (client) => {
        const instance = await readInstance(client);
        findings.push(...instanceFindings(locale, instance, upgrade));
        return [...instance.databases];
      },
      async (client, name) => {
        const database = await readDatabase(client, name);
        databases.push(database);
        findings.push(...databaseFindings(locale, database, upgrade));
      },
    );
  } catch (error) {
    if (!(error instanceof CommandFailure) || error.exitCode === ExitCode.USAGE) throw error;
    const text = texts.notAsked();
    return [...findings, { check: 'databases', level: Level.UNKNOWN, text, advice: error.message }];
  }
  return [...findings, ...summaryFindings(locale, databases, upgrade)];
}

function howTo({ locale }: CommandContext, target: string, major: number): string {
  const props = [
    `engineVersion: rds.PostgresEngineVersion.of('${target}', '${major}'),`,
    'allowMajorVersionUpgrade: true,',
  ];
  return [diagnosisMessages(locale).upgrade.props(), ...props.map((line) => `  ${line}`)].join('\n');
}
