import { X509Certificate } from 'crypto';
import { readFileSync, statSync } from 'fs';
import * as path from 'path';
import { Token } from 'aws-cdk-lib';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const LARGEST_FILE = 1024 ** 2;
const DOWNLOAD_FIX = 'download the bundle of the region as UsingWithRDS.SSL of the RDS User Guide says';

/**
 * The certificate authorities of RDS against which the functions of a database verify its certificate.
 *
 * @example
 * // https://truststore.pki.rds.amazonaws.com/il-central-1/il-central-1-bundle.pem
 * CertificateAuthorities.fromFile('certificates/il-central-1-bundle.pem');
 */
export class CertificateAuthorities {
  /**
   * Authorities from a file of certificates, like the bundle that RDS offers for each region. It is read at synthesis.
   *
   * @param file path of the file, absolute or relative to the working directory of the app
   * @throws an error for a file that cannot be read, has no certificate in PEM, contains a private key or a certificate
   * that is not an authority's, and when all certificates have expired
   */
  public static fromFile(file: string): CertificateAuthorities {
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size > LARGEST_FILE) {
      throw new Error(
        'the file of CertificateAuthorities.fromFile() must exist, with 1 MiB at most, ' +
          `got '${file}' (${path.resolve(file)}); ${DOWNLOAD_FIX}`,
      );
    }
    return new CertificateAuthorities(readFileSync(file, 'utf8'), `'${file}'`);
  }

  /**
   * Authorities from the text of certificates.
   *
   * @param pem one certificate in PEM, or several
   * @throws the errors of `fromFile()`, and one for a token
   */
  public static fromPem(pem: string): CertificateAuthorities {
    if (Token.isUnresolved(pem)) {
      throw new Error(
        `the certificates of CertificateAuthorities.fromPem() must be known at synthesis, got a token; ${DOWNLOAD_FIX}`,
      );
    }
    return new CertificateAuthorities(`${pem ?? ''}`, 'the text');
  }

  private readonly certificates: readonly X509Certificate[];

  private constructor(text: string, from: string) {
    if (/PRIVATE KEY/.test(text)) {
      throw new Error(
        `the file of CertificateAuthorities must hold only certificates, got a private key in ${from}; ${DOWNLOAD_FIX}`,
      );
    }
    const found = (text.match(PEM) ?? []).map((pem) => parseCertificate(pem, from));
    if (found.length === 0) {
      throw new Error(`CertificateAuthorities must hold certificates in PEM, got none in ${from}; ${DOWNLOAD_FIX}`);
    }
    const notAuthority = found.find((certificate) => !certificate.ca);
    if (notAuthority) {
      throw new Error(
        'CertificateAuthorities must hold certificates of authorities, ' +
          `got that of ${nameOf(notAuthority)} in ${from}; ${DOWNLOAD_FIX}`,
      );
    }
    const now = Date.now();
    this.certificates = found.filter((certificate) => new Date(certificate.validTo).getTime() > now);
    if (this.certificates.length === 0) {
      throw new Error(
        'CertificateAuthorities must hold a certificate that is valid, ' +
          `got ${found.length} in ${from} that have expired; ${DOWNLOAD_FIX}`,
      );
    }
  }

  /**
   * The valid certificates, in PEM.
   *
   * @internal
   */
  public _pem(): string {
    return this.certificates.map((certificate) => certificate.toString()).join('');
  }

  /**
   * Whether a certificate names the region (`Amazon RDS <region> Root CA RSA2048 G1`), or none names any region.
   *
   * @internal
   */
  public _mayBeOf(region: string): boolean {
    const regions = this.certificates.flatMap((certificate) => regionOf(certificate) ?? []);
    return regions.length === 0 || regions.includes(region);
  }
}

function parseCertificate(pem: string, from: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new Error(
      `CertificateAuthorities must hold certificates in PEM, got one in ${from} that cannot be read; ${DOWNLOAD_FIX}`,
    );
  }
}

function nameOf({ subject }: X509Certificate): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? subject.replace(/\n/g, ', ');
}

function regionOf(certificate: X509Certificate): string | undefined {
  return /^Amazon RDS ([a-z]{2,}(?:-[a-z]+)+-\d+) /.exec(nameOf(certificate))?.[1];
}
