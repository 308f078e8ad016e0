import { existsSync, readFileSync } from 'fs';
import * as path from 'path';
import { ROOT } from '../../tools/support/root';
import { NOTICES_FILE, thirdPartyNotices } from '../../tools/support/third-party-notices';

const written = readFileSync(NOTICES_FILE, 'utf8');
const named = [...written.matchAll(/^-{80}\n(\S+) (\S+), (\S+)\n/gm)].map(([, name, version, license]) => ({
  name,
  version,
  license,
}));

test('THIRD-PARTY-NOTICES is what the bundles hold: npm run notices', () => {
  expect(thirdPartyNotices()).toBe(written);
});

test('names the packages that pg brings along, at the versions of the lock file, under licences that may be delivered', () => {
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

test('gives for each the permission, and who gives it', () => {
  const sections = written.split(/^-{80}\n.*\n.*\n-{80}\n/m).slice(1);
  expect(sections).toHaveLength(named.length);
  for (const section of sections) {
    expect(section).toMatch(/copyright[^]*(permission is hereby granted|permission to use, copy, modify)/i);
  }
});

test('does not name what stays outside: the AWS SDK is that of the Lambda runtime', () => {
  expect(
    named.filter(({ name }) => name.startsWith('@aws-sdk/') || !existsSync(path.join(ROOT, 'node_modules', name))),
  ).toEqual([]);
});
