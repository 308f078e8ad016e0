import { paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import { Caller, callerOf } from './caller';
import { DoctorContext, textsOf } from './doctor-context';
import { isDenied } from '../aws/aws-failure';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { resourcesOf } from '../permissions/action-resources';
import { COMMAND_ACTIONS } from '../permissions/command-actions';
import { isReading } from '../permissions/reading-commands';

/** The policies of keys and functions count too, and a simulation does not have them. */
const DECIDED_ELSEWHERE = /^(kms|lambda):/;

/** A call that a command makes, on one of its resources. */
interface Call {
  readonly command: string;
  readonly action: string;
  readonly resource: string;
}

/** Whether the caller may make the calls of the commands. */
export async function permissionFindings(doctor: DoctorContext): Promise<DiagnosisFinding[]> {
  const texts = textsOf(doctor);
  try {
    const caller = await callerOf(doctor.database.account);
    if (caller.isRoot) return [{ check: 'permissions', level: Level.OK, text: texts.isRoot() }];
    if (caller.identity === undefined) return [unknown(doctor, caller.arn)];
    return judged(doctor, caller.identity, await deniedCalls(doctor, caller, caller.identity));
  } catch (error) {
    if (!isDenied(error)) throw error;
    return [unknown(doctor)];
  }
}

function unknown(doctor: DoctorContext, arn?: string): DiagnosisFinding {
  const texts = textsOf(doctor);
  return {
    check: 'permissions',
    level: Level.UNKNOWN,
    text: texts.permissionsUnknown(arn),
    advice: texts.allowSimulation(),
  };
}

/** The calls of the commands that the policies of the caller do not allow. */
async function deniedCalls(doctor: DoctorContext, caller: Caller, identity: string): Promise<Call[]> {
  const calls = callsOf(doctor, caller);
  const resources = [...new Set(calls.map(({ resource }) => resource))];
  const denied = await Promise.all(
    resources.map(async (resource) => {
      const own = calls.filter((call) => call.resource === resource);
      const actions = await deniedActions(doctor, identity, resource, [...new Set(own.map(({ action }) => action))]);
      return own.filter(({ action }) => actions.has(action));
    }),
  );
  return denied.flat();
}

function callsOf({ database: { identifier, region }, qualifier }: DoctorContext, caller: Caller): Call[] {
  const place = { partition: caller.partition, account: caller.account, region, identifier, qualifier };
  return COMMAND_ACTIONS.flatMap(({ command, called }) =>
    called
      .filter((action) => !DECIDED_ELSEWHERE.test(action))
      .map((action) => ({ command, action, resource: example(resourcesOf(command, action, place)[0]) })),
  );
}

/** A resource that a pattern with wildcards is about: a simulation takes no patterns. */
function example(pattern: string): string {
  return pattern === '*' ? pattern : pattern.replace(/\?/g, 'A').replace(/\*/g, 'example');
}

async function deniedActions(
  { database: { account } }: DoctorContext,
  identity: string,
  resource: string,
  actions: string[],
): Promise<Set<string>> {
  const denied = new Set<string>();
  const pages = paginateSimulatePrincipalPolicy(
    { client: account.iam() },
    { PolicySourceArn: identity, ActionNames: actions, ResourceArns: [resource] },
  );
  for await (const { EvaluationResults: results = [] } of pages) {
    for (const { EvalActionName: action, EvalDecision: decision } of results) {
      if (decision !== 'allowed') denied.add(action!);
    }
  }
  return denied;
}

/** Somebody who may only read is all right: what only writing commands lack is told, and needs nobody. */
function judged(doctor: DoctorContext, identity: string, denied: readonly Call[]): DiagnosisFinding[] {
  const texts = textsOf(doctor);
  if (denied.length === 0) return [{ check: 'permissions', level: Level.OK, text: texts.maySeeAll(identity) }];
  const commands = [...new Set(denied.map(({ command }) => command))];
  const lacking = Object.fromEntries(
    commands.map((command) => [command, denied.filter((call) => call.command === command).map(({ action }) => action)]),
  );
  const list = (names: readonly string[]) => names.map((name) => `${name} (${lacking[name].join(', ')})`);
  const reading = commands.filter(isReading);
  const findings: DiagnosisFinding[] = [];
  if (reading.length > 0) {
    const text = texts.mayNotRead(identity, list(reading));
    findings.push({
      check: 'permissions',
      level: Level.WARNING,
      text,
      advice: texts.seePolicies(),
      values: { lacking },
    });
  }
  const writing = commands.filter((command) => !isReading(command));
  if (writing.length > 0) {
    findings.push({ check: 'permissions', level: Level.OK, text: texts.mayNotWrite(identity, list(writing)) });
  }
  return findings;
}
