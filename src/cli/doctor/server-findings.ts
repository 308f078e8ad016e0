import { paginateDescribeDBParameters, Parameter } from '@aws-sdk/client-rds';
import { DoctorContext, textsOf } from './doctor-context';
import { driftOf, waitingForRestart } from './drift';
import { ServerState } from './server-state';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { daysBetween } from '../status/finding';

/** A certificate of RDS lives long enough that one as old as this has been forgotten. */
const CERTIFICATE_WARNING_DAYS = 90;
const CERTIFICATE_CRITICAL_DAYS = 30;

/** From this version on, rds.force_ssl is on unless a group turns it off. */
const FORCES_TLS = 15;

/** The parameters that the groups of the instance set, and nobody else. */
export async function setParameters({ database }: DoctorContext): Promise<Parameter[]> {
  const parameters: Parameter[] = [];
  for (const { DBParameterGroupName: group = '' } of database.instance.DBParameterGroups ?? []) {
    if (group.startsWith('default.')) continue;
    const pages = paginateDescribeDBParameters(
      { client: database.account.rds() },
      { DBParameterGroupName: group, Source: 'user' },
    );
    for await (const { Parameters: page = [] } of pages) parameters.push(...page);
  }
  return parameters;
}

/** Whether clients may speak without TLS, and whether any does. */
export function tlsFindings(
  doctor: DoctorContext,
  parameters: readonly Parameter[],
  server: ServerState | undefined,
): DiagnosisFinding[] {
  const texts = textsOf(doctor);
  const set = parameters.find(({ ParameterName: name }) => name === 'rds.force_ssl')?.ParameterValue;
  const major = Number((doctor.database.instance.EngineVersion ?? '').split('.')[0]);
  const isForced = set === undefined ? major >= FORCES_TLS : set === '1';
  const findings: DiagnosisFinding[] = [
    isForced
      ? { check: 'tls', level: Level.OK, text: texts.tlsForced(server?.tlsVersion) }
      : { check: 'tls', level: Level.CRITICAL, text: texts.tlsNotForced(), advice: texts.forceTls() },
  ];
  const plain = server?.sessionsWithoutTls ?? 0;
  if (plain > 0) {
    const text = texts.plainSessions(plain);
    findings.push({
      check: 'tls',
      level: Level.CRITICAL,
      text,
      advice: texts.findPlain(),
      values: { sessions: plain },
    });
  }
  return findings;
}

/** The certificate that the server shows, which may be older than the one that RDS tells of, until it restarts. */
export function certificateFindings(
  doctor: DoctorContext,
  { certificateUntil: until }: ServerState,
): DiagnosisFinding[] {
  if (!until) return [];
  const texts = textsOf(doctor);
  const days = daysBetween(doctor.now, until);
  const level = levelOf(days);
  return [
    {
      check: 'certificate',
      level,
      text: texts.shownCertificate(doctor.context.locale.date(until)),
      advice: level === Level.OK ? undefined : texts.renewCertificate(),
      values: { validTill: until },
    },
  ];
}

function levelOf(days: number): Level {
  if (days < CERTIFICATE_CRITICAL_DAYS) return Level.CRITICAL;
  return days < CERTIFICATE_WARNING_DAYS ? Level.WARNING : Level.OK;
}

/** Whether the server runs with what its groups say. */
export function driftFindings(
  doctor: DoctorContext,
  parameters: readonly Parameter[],
  { settings }: ServerState,
): DiagnosisFinding[] {
  const texts = textsOf(doctor);
  const findings: DiagnosisFinding[] = [];
  const waiting = waitingForRestart(settings);
  if (waiting.length > 0) {
    const advice = texts.restart(doctor.database.identifier);
    const text = texts.waitsForRestart(waiting);
    findings.push({ check: 'parameters', level: Level.WARNING, text, advice, values: { waiting } });
  }
  const drift = driftOf(parameters, settings).filter(({ name }) => !waiting.includes(name));
  if (drift.length > 0) {
    const text = texts.drift(drift.map(({ name, group, server }) => `${name} ${server} (${group})`));
    const advice = texts.applyGroup(doctor.database.identifier);
    findings.push({ check: 'parameters', level: Level.WARNING, text, advice, values: { drift } });
  }
  if (findings.length > 0) return findings;
  return [{ check: 'parameters', level: Level.OK, text: texts.noDrift(parameters.length) }];
}
