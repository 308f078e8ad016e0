import { instanceClassSize, instanceFamilies, sizesOfFamily } from '../../src/instance/instance-class-catalogue';

// vCPU and GiB as https://aws.amazon.com/rds/instance-types/ lists them.
test.each([
  ['t3.micro', 2, 1],
  ['t3.small', 2, 2],
  ['t3.medium', 2, 4],
  ['t4g.large', 2, 8],
  ['t4g.xlarge', 4, 16],
  ['t4g.2xlarge', 8, 32],
])('%s is burstable, with %i vCPU and %i GiB', (name, vcpus, memoryGib) => {
  expect(instanceClassSize(name)).toEqual({ vcpus, memoryGib, burstable: true });
});

test.each([
  ['m5.large', 2, 8], // 4 GiB for each vCPU
  ['m6g.xlarge', 4, 16],
  ['m6i.32xlarge', 128, 512],
  ['m7i.48xlarge', 192, 768],
  ['r6g.large', 2, 16], // 8
  ['r5.24xlarge', 96, 768],
  ['r7i.12xlarge', 48, 384],
  ['x2g.16xlarge', 64, 1024], // 16
  ['x2idn.16xlarge', 64, 1024],
  ['x2iedn.xlarge', 4, 128], // 32
  ['x2iedn.32xlarge', 128, 4096],
])('%s has %i vCPU and %i GiB', (name, vcpus, memoryGib) => {
  expect(instanceClassSize(name)).toEqual({ vcpus, memoryGib, burstable: false });
});

test.each([
  '', 't3', 't3.', '.small', 'db.t3.small', 'T3.small', 't3.nano', 't3.4xlarge', 't2.small', 'm4.large', 'r4.large', 'm6g.24xlarge', 'm5.32xlarge',
  'x2idn.large', 'z9.large', 'r5.large.tpc1.mem2x', 'constructor', 'constructor.length', 'toString.large',
])('%j is no class of RDS for PostgreSQL', (name) => expect(instanceClassSize(name)).toBeUndefined());

test('families: burstable ones first, the others in order, each once', () => {
  const families = instanceFamilies();
  expect(families.slice(0, 2)).toEqual(['t3', 't4g']);
  expect(families.slice(2)).toEqual(families.slice(2).sort());
  expect(new Set(families).size).toBe(families.length);
});

test('every size of every family is known, and grows', () => {
  for (const family of instanceFamilies()) {
    const memory = sizesOfFamily(family).map((size) => instanceClassSize(`${family}.${size}`)!.memoryGib);
    expect(memory.length).toBeGreaterThan(0);
    expect(memory).toEqual([...memory].sort((a, b) => a - b));
  }
});

test('sizes of an unknown family are none', () => {
  expect(sizesOfFamily('t2')).toEqual([]);
  expect(sizesOfFamily('constructor')).toEqual([]);
});
