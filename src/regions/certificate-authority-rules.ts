import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CertificateAuthorities } from './certificate-authorities';
import { AUTHORITY_REGIONS, authorityAddress } from './certificate-authority-regions';
import { Settings } from '../settings/settings';
import { Rule } from '../validation/rule';

/** The values that the rule about certificate authorities checks. */
export interface AuthorityValues {
  /** `given` by the prop, `known` to the functions or not needed, or `missing`. */
  readonly certificateAuthorities: 'given' | 'missing' | 'known';
  readonly region: string;
}

/**
 * Returns the values for a database. Only the library's functions count: AWS's rotation application has its own
 * authorities.
 */
export function authorityValues(
  scope: IConstruct,
  { bootstrap, rotation }: Settings,
  certificateAuthorities?: CertificateAuthorities,
): AuthorityValues {
  const { region } = Stack.of(scope);
  if (certificateAuthorities) return { certificateAuthorities: 'given', region };
  const hasFunctions = bootstrap || rotation._mechanism.isBuiltin;
  const isKnown = !hasFunctions || Token.isUnresolved(region) || AUTHORITY_REGIONS.includes(region);
  return { certificateAuthorities: isKnown ? 'known' : 'missing', region };
}

export const authorityRules: readonly Rule<AuthorityValues>[] = [
  {
    id: 'certificate-authorities-of-region',
    reads: ['certificateAuthorities', 'region'],
    broken: (v) => v.certificateAuthorities === 'missing',
    got: (v) => `none for ${v.region}`,
    wants:
      'must be given in a region for which the functions have no authorities, as without them they refuse the ' +
      'certificate of the database',
    fix: ({ region }) => {
      const bundle = authorityAddress(region) ?? 'the bundle that UsingWithRDS.SSL of the RDS User Guide names';
      return `download ${bundle} and write CertificateAuthorities.fromFile('${region}-bundle.pem')`;
    },
  },
];
