import { DatabaseError } from 'pg';
import { CommandFailure } from '../command-failure';
import { Messages } from '../messages/messages';

const UNREACHABLE = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EPIPE)$/;
/** Texts of the client, which gives these errors no code. */
const CUT_OFF = /timeout expired|Query read timeout|Connection terminated|connection error|not queryable/;
const TLS = /^(ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;
const NO_TLS = /does not support SSL/;

/** SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const WRONG_PASSWORD = '28P01';
const LOGIN_REFUSED = '28000';
const TOO_MANY_CONNECTIONS = '53300';
const NO_SUCH_DATABASE = '3D000';
const NOT_READY = /^57P0[1-4]$/;
const QUERY_CANCELED = '57014';

/** Whether a client that connects, or its statement, was cut off by the network. */
export function isUnreachable(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  return UNREACHABLE.test(code) || CUT_OFF.test(message);
}

/** Whether the server has refused the login itself: wrong password, no such role, no right to log in. */
export function refusesLogin(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === WRONG_PASSWORD || code === LOGIN_REFUSED;
}

/** Whether an error comes from PostgreSQL or from the connection to it, and not from the work of the command. */
export function isOfPostgres(error: unknown): boolean {
  return error instanceof DatabaseError || CUT_OFF.test(`${(error as Error).message}`);
}

/**
 * The failure of a connection or of a statement, in one line with the way out.
 *
 * @param place where the client connects to: host and port
 */
export function explainPostgres(error: unknown, place: string, username: string, messages: Messages): CommandFailure {
  if (error instanceof CommandFailure) return error;
  const texts = messages.postgres;
  const { code = '', message = '' } = codeAndMessage(error);
  if (TLS.test(code) || NO_TLS.test(message)) return new CommandFailure(texts.tls(place, message));
  if (isUnreachable({ code, message })) return new CommandFailure(texts.unreachable(place, code || message));
  if (code === WRONG_PASSWORD) return new CommandFailure(texts.wrongPassword(username));
  if (code === LOGIN_REFUSED) return new CommandFailure(texts.loginRefused(username, message));
  if (code === TOO_MANY_CONNECTIONS) return new CommandFailure(texts.tooManyConnections());
  if (code === NO_SUCH_DATABASE) return new CommandFailure(texts.noDatabase(message));
  if (NOT_READY.test(code)) return new CommandFailure(texts.notReady(message));
  if (code === QUERY_CANCELED) return new CommandFailure(texts.canceled(message));
  return new CommandFailure(messages.failures.other(code ? `PostgreSQL ${code}` : 'PostgreSQL', message));
}

/** A host with several addresses fails with an error for each of them: the first says enough. */
function codeAndMessage(error: unknown): { code?: string; message?: string } {
  const { errors } = error as { errors?: readonly unknown[] };
  const { code, message } = (errors?.[0] ?? error) as { code?: string; message?: string };
  return { code, message: message?.split('\n')[0] };
}
