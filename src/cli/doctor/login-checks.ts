import { Client } from 'pg';
import { DatabaseSecret, DoctorContext, textsOf } from './doctor-context';
import { readSecret } from '../aws/secret';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { DiagnosisFinding } from '../findings/diagnosis-finding';
import { Level } from '../level';
import { connect, disconnect } from '../postgres/connection';
import { databaseName, Login } from '../postgres/login';
import { explainPostgres, isUnreachable, refusesLogin } from '../postgres/postgres-failure';
import { Way } from '../postgres/way';

/** What an attempt to log in has shown. */
export interface Attempt {
  readonly finding: DiagnosisFinding;
  /** Nobody else can log in either: further attempts would only wait. */
  readonly isHopeless: boolean;
}

/**
 * Logs in with a secret, as its clients do.
 *
 * @param work what to do with the connection, if there is one
 */
export async function tryLogin(
  doctor: DoctorContext,
  way: Way,
  { Name: name }: DatabaseSecret,
  work: (client: Client) => Promise<void>,
): Promise<Attempt> {
  const { context, database } = doctor;
  const texts = textsOf(doctor);
  const fields = await readSecret(context, name);
  const { username, password, dbname, host } = fields;
  if (typeof username !== 'string' || typeof password !== 'string') {
    const finding = found(Level.CRITICAL, context.messages.postgres.noLogin(name), texts.rotateSecret(name));
    return { finding, isHopeless: false };
  }
  const endpoint = database.instance.Endpoint?.Address;
  const isOfAnother =
    typeof host === 'string' && endpoint !== undefined && host.toLowerCase() !== endpoint.toLowerCase();
  const login: Login = {
    username,
    password,
    database: typeof dbname === 'string' ? dbname : databaseName(database.instance),
  };
  try {
    const client = await connect(context, way, login);
    try {
      await work(client);
    } finally {
      await disconnect(client);
    }
  } catch (error) {
    const { message } = explainPostgres(error, `${way.host}:${way.port}`, username, context.messages);
    if (error instanceof CommandFailure && error.exitCode === ExitCode.USAGE) throw error;
    if (isUnreachable(error)) return { finding: found(Level.UNKNOWN, texts.unreachable(), message), isHopeless: true };
    const advice = refusesLogin(error) ? texts.rotateSecret(name) : message;
    return { finding: found(Level.CRITICAL, texts.refused(name, message), advice), isHopeless: false };
  }
  if (isOfAnother) {
    const finding = found(Level.WARNING, texts.otherHost(name, host), texts.updateHost());
    return { finding, isHopeless: false };
  }
  return { finding: found(Level.OK, texts.logsIn(username, name)), isHopeless: false };
}

function found(level: Level, text: string, advice?: string): DiagnosisFinding {
  return { check: 'login', level, text, advice };
}
