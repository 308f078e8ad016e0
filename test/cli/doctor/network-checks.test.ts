import { isPrivate } from '../../../src/cli/doctor/network-checks';

test.each(['10.0.3.4', '172.16.0.1', '172.31.255.1', '192.168.1.1', '100.64.0.1', '100.127.9.9', 'fd12::1'])(
  '%s is private',
  (address) => {
    expect(isPrivate(address)).toBe(true);
  },
);

test.each(['54.1.2.3', '172.32.0.1', '100.63.0.1', '100.128.0.1', '2600:1f18::1'])('%s is public', (address) => {
  expect(isPrivate(address)).toBe(false);
});
