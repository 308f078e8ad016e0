import { randomUUID } from 'crypto';
import { isIP } from 'net';
import { generate } from 'selfsigned';

/** A server's key and certificate, and the authority that signed it, as PEM. */
export interface ServerCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** A certificate for the names and addresses of a server, signed by an authority of its own. */
export async function certify(names: string[]): Promise<ServerCertificate> {
  const dates = { notBeforeDate: new Date(Date.now() - 3600_000), notAfterDate: new Date(Date.now() + 24 * 3600_000) };
  const kind = { keyType: 'ec', algorithm: 'sha256' } as const;
  const authority = await generate([{ name: 'commonName', value: `Authority ${randomUUID()}` }], {
    ...kind,
    ...dates,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: names[0] }], {
    ...kind,
    ...dates,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { authority: authority.cert, certificate: server.cert, key: server.private };
}
