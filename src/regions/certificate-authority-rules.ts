import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AUTHORITY_REGIONS, authorityAddress } from './authority-regions';
import { CertificateAuthorities } from './certificate-authorities';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/** What has to be known of a database for the authorities that its functions verify its certificate against. */
export interface AuthorityValues {
  /** Whether those of the region must be given, and are not. */
  readonly certificateAuthorities: 'given' | 'missing' | 'known';
  readonly region: string;
}

/** Functions of the library alone: AWS's rotation application has authorities of its own. */
export function authorityValues(
  scope: IConstruct,
  { bootstrap, rotation }: Settings,
  given?: CertificateAuthorities,
): AuthorityValues {
  const { region } = Stack.of(scope);
  const verifies = bootstrap || rotation._mechanism.isBuiltin;
  const isKnown = !verifies || Token.isUnresolved(region) || AUTHORITY_REGIONS.includes(region);
  return { certificateAuthorities: given ? 'given' : isKnown ? 'known' : 'missing', region };
}

export const authorityRules: readonly Rule<AuthorityValues>[] = [
  {
    id: 'certificate-authorities-of-region',
    reads: ['certificateAuthorities', 'region'],
    broken: (v) => v.certificateAuthorities === 'missing',
    got: (v) => `none for ${v.region}`,
    wants:
      'must be given in a region that the functions have no authorities of, as they refuse the certificate of the database without them',
    fix: ({ region }) =>
      `download ${authorityAddress(region) ?? 'the bundle that UsingWithRDS.SSL of the RDS User Guide names'} and write CertificateAuthorities.fromFile('${region}-bundle.pem')`,
  },
];
