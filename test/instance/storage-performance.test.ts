import { defaultIops, GP3_STRIPED_GIB } from '../../src/instance/storage-performance';

test.each([
  [20, 3_000],
  [399, 3_000],
  [399.5, 3_000],
  [400, 12_000],
  [65_536, 12_000],
])('%d GiB of gp3 come with %i IOPS', (storageGib, iops) => {
  expect(defaultIops(storageGib)).toBe(iops);
});

test('RDS stripes volumes from 400 GiB on', () => expect(GP3_STRIPED_GIB).toBe(400));
