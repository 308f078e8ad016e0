import { createHash, createHmac } from 'crypto';
import { Client, escapeLiteral } from 'pg';
import { connect, withConnection } from '../../../src/handlers/postgres/connection';
import { scramVerifier } from '../../../src/handlers/postgres/scram-verifier';
import { MAJORS, PostgresServer, startPostgres } from '../../support/postgres';

const PRINTABLE_ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index));

/** https://www.rfc-editor.org/rfc/rfc7677#section-3 */
const RFC_7677 = {
  password: 'pencil',
  salt: 'W22ZaJ0SNY7soEsUEjb6gQ==',
  messages: [
    'n=user,r=rOprNGfwEbeRWgbNEkqO',
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
  ].join(','),
  clientProof: 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  serverSignature: '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
};

test('produces the keys of the example in RFC 7677', () => {
  const verifier = scramVerifier(RFC_7677.password, Buffer.from(RFC_7677.salt, 'base64'));
  const [, iterations, salt, storedKey, serverKey] = /^SCRAM-SHA-256\$(\d+):(.+)\$(.+):(.+)$/.exec(verifier)!;
  expect({ iterations, salt }).toEqual({ iterations: '4096', salt: RFC_7677.salt });
  expect(hmac(serverKey, RFC_7677.messages).toString('base64')).toBe(RFC_7677.serverSignature);
  // The client's proof is its key, combined with the signature that the server can compute:
  // https://www.rfc-editor.org/rfc/rfc5802#section-3
  const signature = hmac(storedKey, RFC_7677.messages);
  // eslint-disable-next-line no-bitwise
  const clientKey = Buffer.from(RFC_7677.clientProof, 'base64').map((byte, index) => byte ^ signature[index]);
  expect(createHash('sha256').update(clientKey).digest('base64')).toBe(storedKey);
});

test('uses a random salt: the same password is never stored twice in the same form', () => {
  const salts = [scramVerifier('pencil'), scramVerifier('pencil')].map(
    (verifier) => /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(verifier)![1],
  );
  expect(salts[0]).not.toBe(salts[1]);
  expect(Buffer.from(salts[0], 'base64')).toHaveLength(16);
});

test.each([
  '',
  'contraseña',
  'contrasen\u0303a',
  'ｐｅｎｃｉｌ',
  'pen\u00adcil',
  'pen\u00a0cil',
  'pen\u200bcil',
  '🔑',
  'pen\ncil',
  'pencil\n',
  'pen\tcil',
  'pen\0cil',
  'pen\x7fcil',
])('refuses %j without showing it', (password) => {
  const refused = () => scramVerifier(password);
  expect(refused).toThrow(
    'the password must consist of printable ASCII characters, and is empty or has others; ' +
      'put another one into the secret',
  );
  for (const part of password.split(/[^\x20-\x7e]+/).filter(({ length }) => length > 1)) {
    expect(refused).not.toThrow(part);
  }
});

describe.each(MAJORS)('on PostgreSQL %s', (major) => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(major);
    await asMaster((client) => client.query('CREATE ROLE by_verifier LOGIN; CREATE ROLE by_password'));
  });
  afterAll(() => server.stop());

  test('equals what the server stores, for every printable character', async () => {
    await server.superuser(async (client) => {
      for (const password of [...PRINTABLE_ASCII, PRINTABLE_ASCII.join('')]) {
        await client.query(`ALTER ROLE by_password PASSWORD ${escapeLiteral(password)}`);
        const {
          rows: [{ stored }],
        } = await client.query("SELECT rolpassword AS stored FROM pg_authid WHERE rolname = 'by_password'");
        const salt = /^SCRAM-SHA-256\$4096:([^$]+)\$/.exec(stored)![1];
        expect({ password, verifier: scramVerifier(password, Buffer.from(salt, 'base64')) }).toEqual({
          password,
          verifier: stored,
        });
      }
    });
  });

  test.each([
    ['every printable character', PRINTABLE_ASCII.join('')],
    ['spaces at both ends', '  pencil '],
    ['what SQL has to escape', "'; DROP ROLE by_verifier; -- \\' $1 \""],
    ['what looks like MD5', 'md5a3556571e93b0d20722ba62be61e8c2d'],
    ['what looks like a verifier', scramVerifier('pencil')],
    ['128 characters', 'x'.repeat(128)],
  ])('admits a password of %s, and no other', async (_, password) => {
    await setPassword(password);
    const { rows } = await withConnection(server.address, { username: 'by_verifier', password }, (client) =>
      client.query('SELECT current_user AS username'),
    );
    expect(rows).toEqual([{ username: 'by_verifier' }]);
    await expect(connect(server.address, { username: 'by_verifier', password: `${password}x` })).rejects.toMatchObject({
      code: '28P01',
    });
  });

  test('keeps the password out of the server and its log', async () => {
    const password = 'never to be seen';
    await setPassword(password);
    expect(server.log()).toContain('ALTER ROLE by_verifier PASSWORD');
    expect(server.log()).not.toContain(password);
  });

  test('is not a password: it cannot be used to log in', async () => {
    const verifier = scramVerifier('pencil');
    await asMaster((client) => client.query(`ALTER ROLE by_verifier PASSWORD ${escapeLiteral(verifier)}`));
    await expect(connect(server.address, { username: 'by_verifier', password: verifier })).rejects.toMatchObject({
      code: '28P01',
    });
  });

  function setPassword(password: string) {
    return asMaster((client) =>
      client.query(`ALTER ROLE by_verifier PASSWORD ${escapeLiteral(scramVerifier(password))}`),
    );
  }

  function asMaster<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return withConnection(server.address, server.master, work);
  }
});

function hmac(key: string, text: string): Buffer {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest();
}
