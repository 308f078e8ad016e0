import { contains, isInternet, isPrivateRange } from '../../../src/cli/doctor/address-range';

test.each(['10.0.3.4', '172.16.0.1', '172.31.255.1', '192.168.1.1', '100.64.0.1', '100.127.9.9', 'fd12::1'])(
  '%s is private',
  (address) => {
    expect(isPrivateRange(address)).toBe(true);
  },
);

test.each(['54.1.2.3', '172.32.0.1', '100.63.0.1', '100.128.0.1', '2600:1f18::1'])('%s is public', (address) => {
  expect(isPrivateRange(address)).toBe(false);
});

test.each([
  ['10.0.0.0/16', true],
  ['10.0.0.0/7', false], // has 11.0.0.0/8 too
  ['172.16.0.0/12', true],
  ['172.16.0.0/11', false],
  ['fd00::/8', true],
  ['::/0', false],
])('whether all of %s is private: %s', (range, expected) => {
  expect(isPrivateRange(range)).toBe(expected);
});

test.each([
  ['0.0.0.0/0', true],
  ['::/0', true],
  ['128.0.0.0/1', true],
  ['203.0.113.0/24', false],
  ['10.0.0.0/8', false],
  ['fc00::/7', false],
])('whether %s is the internet: %s', (range, expected) => {
  expect(isInternet(range)).toBe(expected);
});

test.each([
  ['10.0.0.0/16', '10.0.1.0/24', true],
  ['10.0.0.0/16', '10.1.0.0/24', false],
  ['10.0.1.0/24', '10.0.0.0/16', false],
  ['0.0.0.0/0', '10.0.0.0/16', true],
  ['0.0.0.0/0', 'fd00::/8', false],
  ['::/0', '10.0.0.0/16', false],
])('whether %s contains %s: %s', (outer, inner, expected) => {
  expect(contains(outer, inner)).toBe(expected);
});
