import { randomUUID } from 'crypto';
import { isIP } from 'net';
import { generate } from 'selfsigned';

/** A server's key and certificate, and the authority that signed it, as PEM. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate with its key, as PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** A certificate authority. */
export type CertificateAuthority = KeyPair;

type Extensions = NonNullable<NonNullable<Parameters<typeof generate>[1]>['extensions']>;

const KIND = { keyType: 'ec', algorithm: 'sha256' } as const;

/** Makes an authority for the servers of a test. */
export async function makeAuthority(): Promise<CertificateAuthority> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: `Authority ${randomUUID()}` }], {
    ...KIND,
    ...validity(),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { certificate: cert, key };
}

/** Makes a certificate for the names and addresses of a server, signed by the authority. */
export async function certify(names: string[], authority: CertificateAuthority): Promise<ServerCertificate> {
  const signed = await sign(authority, names[0], [
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
    },
  ]);
  return { authority: authority.certificate, ...signed };
}

/** Makes a certificate with which a user logs in to a server that trusts the authority. */
export async function certifyUser(username: string, authority: CertificateAuthority): Promise<KeyPair> {
  return sign(authority, username, [{ name: 'extKeyUsage', clientAuth: true }]);
}

/** Makes a certificate that is no authority itself. */
async function sign(authority: CertificateAuthority, name: string, extensions: Extensions): Promise<KeyPair> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: name }], {
    ...KIND,
    ...validity(),
    ca: { key: authority.key, cert: authority.certificate },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      ...extensions,
    ],
  });
  return { certificate: cert, key };
}

function validity(): { notBeforeDate: Date; notAfterDate: Date } {
  return { notBeforeDate: new Date(Date.now() - 3600_000), notAfterDate: new Date(Date.now() + 24 * 3600_000) };
}
