import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';
import { NOTICES_FILE, thirdPartyNotices } from '../../tools/support/third-party-notices';

const written = readFileSync(NOTICES_FILE, 'utf8');
const named = [...written.matchAll(/^(\S+) (\d\S*), (\S+)\nhttps:\S+\n/gm)].map(([, name, version, license]) => ({
  name,
  version,
  license,
}));

test('THIRD-PARTY-NOTICES matches the bundles: npm run notices', () => {
  expect(thirdPartyNotices()).toBe(written);
});

test('names the packages that pg depends on, with the versions of the lock file and permissive licences', () => {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  expect(named.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['pg', 'pg-protocol', 'pg-types', 'pgpass', 'split2']),
  );
  for (const { name, version, license } of named) {
    const locked = Object.entries<{ version: string }>(packages).filter(([folder]) =>
      folder.endsWith(`node_modules/${name}`),
    );
    expect([name, locked.map(([, { version: of }]) => of)]).toEqual([name, expect.arrayContaining([version])]);
    expect(['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0']).toContain(license);
  }
});

test('gives the permission and the copyright holder for each package', () => {
  const [, ...sections] = written.split(/^-{80}\n((?:\S+ \S+, \S+\nhttps:\S+\n)+)-{80}\n/m);
  const headings = sections.filter((_, index) => index % 2 === 0);
  const texts = sections.filter((_, index) => index % 2 === 1);
  expect(headings.join('').trim().split('\n')).toHaveLength(2 * named.length);
  for (const text of texts) {
    expect(text).toMatch(/copyright/i);
    expect(text).toMatch(/permission is hereby granted|permission to use, copy, modify|grants to You a perpetual/i);
  }
});

test('names the AWS SDK, which is bundled, and only packages that are installed', () => {
  const names = named.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['@aws-sdk/client-secrets-manager', '@aws-sdk/client-rds']));
  expect(names.filter((name) => !existsSync(path.join(ROOT, 'node_modules', name)))).toEqual([]);
});
