import { existsSync } from 'fs';
import * as path from 'path';
import { AdoptionRecord } from './app-files';
import { readAssembly, recordIn, SynthesisedStack } from './assembly';
import { freeze } from './checks/freeze';
import { StackResource, stackResources } from './checks/imported';
import { CheckContext } from './checks/phase-check';
import { nothingWaits, rotationIsOff, secretOf } from './checks/settle';
import { factsOf } from './database-facts';
import { livePicture } from './live-properties';
import { isInTemplate, Phase, PHASES } from './phases';
import { addressesOf, readState } from './terraform-state';
import { CommandContext } from '../command-context';
import { AdoptOptions } from './options';
import { ExitCode } from '../exit-code';
import { Level } from '../level';
import { Finding } from '../status/finding';

/** Whether a phase is done; undefined if nothing here shows it. */
type Done = boolean | undefined;

/** What the phases are judged by. */
interface Evidence {
  readonly check: CheckContext;
  readonly record?: AdoptionRecord;
  readonly stack?: SynthesisedStack;
  /** The resources of the stack in the account. */
  readonly deployed: readonly StackResource[];
}

/** How the account shows that a phase is done. */
const DONE: Readonly<Record<Phase, (evidence: Evidence) => Done | Promise<Done>>> = {
  // Who has imported the instance needs no snapshot of today any more.
  freeze: async (evidence) => isImported(evidence) || allFine(await freeze(evidence.check)),
  settle: async ({ check, ...evidence }) =>
    allFine(nothingWaits(check)) && (isImported({ check, ...evidence }) || allFine(await rotationIsOff(check))),
  forget: async ({ check }) => {
    const { context, database, options } = check;
    if (options.tfstate === undefined) return undefined;
    const state = readState(context, options.tfstate);
    return addressesOf(state, factsOf(database, await secretOf(check))).length === 0;
  },
  import: isImported,
  outputs: hasDeployed('AWS::SSM::Parameter'),
  monitoring: hasDeployed('AWS::CloudWatch::Alarm'),
  properties: ({ stack }) => stack && isInTemplate('properties', stack),
  'security-group': ({ check, record }) => {
    if (!record) return undefined;
    const groups = (livePicture(check.database.instance).VPCSecurityGroups as string[] | undefined) ?? [];
    return groups.some((id) => !record.securityGroupIds.includes(id));
  },
  rotation: hasDeployed('AWS::SecretsManager::RotationSchedule'),
  bootstrap: hasDeployed('Custom::OficinaPostgresBootstrap'),
  'parameter-group': ({ check, record }) =>
    record && livePicture(check.database.instance).DBParameterGroupName !== record.parameterGroup,
  leftovers: ({ stack }) => stack && isInTemplate('leftovers', stack),
};

/** `adopt status`: which phases are done, as the account and the app show it. */
export async function showPhases(context: CommandContext, options: AdoptOptions): Promise<ExitCode> {
  const { terminal, messages } = context;
  const database = await context.database();
  const app = path.resolve(options.app ?? '.');
  // A status changes nothing: a snapshot is for `adopt check freeze`.
  const check: CheckContext = { context, database, app, options: { ...options, snapshot: false }, now: new Date() };
  const phases = await terminal.progress(messages.adopt.judging(database.identifier), async () => {
    const evidence = await collect(check);
    const judged: { phase: Phase; done: boolean | null }[] = [];
    for (const phase of PHASES) judged.push({ phase, done: (await DONE[phase](evidence)) ?? null });
    return judged;
  });
  const { identifier, region } = database;
  terminal.result({ identifier, region, phases }, () =>
    [
      terminal.bold(`${identifier} · ${region}`),
      terminal.table(
        [],
        phases.map(({ phase, done }) => [terminal.sign(levelOf(done)), phase, messages.adopt.phases[phase].title()]),
      ),
      messages.adopt.progress(phases.filter(({ done }) => done).length, phases.length),
    ].join('\n\n'),
  );
  return phases.every(({ done }) => done) ? ExitCode.OK : ExitCode.WARNING;
}

async function collect(check: CheckContext): Promise<Evidence> {
  const { context, database, app } = check;
  const record = recordIn(app, database.identifier);
  const isSynthesised = existsSync(path.join(app, 'cdk.out', 'manifest.json'));
  const stack = isSynthesised ? readAssembly(context, app, database.identifier) : undefined;
  const name = stack?.name ?? record?.stack;
  return { check, record, stack, deployed: name === undefined ? [] : await stackResources(check, name) };
}

function isImported({ deployed }: Evidence): boolean {
  return deployed.some(({ type }) => type === 'AWS::RDS::DBInstance');
}

function hasDeployed(type: string): (evidence: Evidence) => boolean {
  return ({ deployed }) => deployed.some((resource) => resource.type === type);
}

function allFine(findings: readonly Finding[]): boolean {
  return findings.every(({ level }) => level === Level.OK);
}

function levelOf(done: boolean | null): Level {
  if (done === null) return Level.UNKNOWN;
  return done ? Level.OK : Level.WARNING;
}
