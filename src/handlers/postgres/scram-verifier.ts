import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'crypto';

/** What PostgreSQL itself uses: https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-SCRAM-ITERATIONS */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/** The characters for which SASLprep (RFC 4013) changes nothing, so that every client derives the same key. */
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/**
 * What PostgreSQL stores in place of a password (RFC 5802 and 7677, in the form of its own `pg_authid.rolpassword`). `ALTER ROLE … PASSWORD` takes it as it is:
 * the password itself never reaches the server, nor its log.
 *
 * @throws an error for a password that is empty or has characters outside of printable ASCII; it does not show the password
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  if (!PRINTABLE_ASCII.test(password)) {
    throw new Error(
      'the password must be made of printable ASCII characters, and is empty or has others; put another one into the secret',
    );
  }
  const saltedPassword = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const clientKey = hmac(saltedPassword, 'Client Key');
  const storedKey = createHash('sha256').update(clientKey).digest();
  const serverKey = hmac(saltedPassword, 'Server Key');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey.toString('base64')}:${serverKey.toString('base64')}`;
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
