import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'crypto';

/**
 * The default of PostgreSQL:
 * https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SCRAM-ITERATIONS
 */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/** The characters that SASLprep (RFC 4013) leaves unchanged, so that every client derives the same key. */
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * Computes what PostgreSQL stores in place of a password (RFC 5802 and 7677, in the form of `pg_authid.rolpassword`).
 *
 * `ALTER ROLE … PASSWORD` accepts it, so the password itself never reaches the server or its log.
 *
 * @throws an error for a password that is empty or not printable ASCII; the error does not show it
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  if (!PRINTABLE_ASCII.test(password)) {
    throw new Error(
      'the password must consist of printable ASCII characters, and is empty or has others; ' +
        'put another one into the secret',
    );
  }
  const saltedPassword = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const clientKey = hmac(saltedPassword, 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest();
  const serverKey = hmac(saltedPassword, 'Server Key');
  const parameters = `${ITERATIONS}:${salt.toString('base64')}`;
  return `SCRAM-SHA-256$${parameters}$${storedKey.toString('base64')}:${serverKey.toString('base64')}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
