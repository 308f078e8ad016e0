import { instanceClassSize, instanceFamilies, sizesOfFamily } from '../../src/instance/instance-class-catalogue';

// vCPU and GiB as https://aws.amazon.com/rds/instance-types/ lists them, credits as
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html does.
test.each([
  ['t3.micro', 2, 1, 12],
  ['t3.small', 2, 2, 24],
  ['t3.medium', 2, 4, 24],
  ['t4g.large', 2, 8, 36],
  ['t4g.xlarge', 4, 16, 96],
  ['t4g.2xlarge', 8, 32, 192],
])(
  '%s has %i vCPU and %i GiB, earns %i CPU credits an hour, and has disk bursts',
  (name, vcpus, memoryGib, creditsPerHour) => {
    expect(instanceClassSize(name)).toEqual({ vcpus, memoryGib, creditsPerHour, ebsBursts: true });
  },
);

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
])('%s has %i vCPU and %i GiB, and no CPU credits', (name, vcpus, memoryGib) => {
  expect(instanceClassSize(name)).toMatchObject({ vcpus, memoryGib, creditsPerHour: 0 });
});

// The classes whose baseline EBS bandwidth is below the maximum in the output of DescribeInstanceTypes.
test.each([
  ['m5', '2xlarge', '4xlarge'],
  ['m5d', '2xlarge', '4xlarge'],
  ['m6g', '2xlarge', '4xlarge'],
  ['r5', '2xlarge', '4xlarge'],
  ['r5b', '2xlarge', '4xlarge'],
  ['r6gd', '2xlarge', '4xlarge'],
  ['x2g', '2xlarge', '4xlarge'],
  ['m6i', '4xlarge', '8xlarge'],
  ['m6idn', '4xlarge', '8xlarge'],
  ['m7g', '4xlarge', '8xlarge'],
  ['m7i', '4xlarge', '8xlarge'],
  ['r6i', '4xlarge', '8xlarge'],
  ['r7g', '4xlarge', '8xlarge'],
  ['r8g', '4xlarge', '8xlarge'],
  ['x2iedn', '4xlarge', '8xlarge'],
])('%s has disk bursts up to %s, and none from %s on', (family, last, first) => {
  const sizes = sizesOfFamily(family);
  expect(sizes.indexOf(first)).toBe(sizes.indexOf(last) + 1);
  expect(sizes.filter((size) => instanceClassSize(`${family}.${size}`)!.ebsBursts)).toEqual(
    sizes.slice(0, sizes.indexOf(first)),
  );
});

test('x2idn, whose smallest size is 16xlarge, has no disk bursts', () => {
  expect(sizesOfFamily('x2idn').map((size) => instanceClassSize(`x2idn.${size}`)!.ebsBursts)).toEqual([
    false,
    false,
    false,
  ]);
});

test.each([
  '',
  't3',
  't3.',
  '.small',
  'db.t3.small',
  'T3.small',
  't3.nano',
  't3.4xlarge',
  't2.small',
  'm4.large',
  'r4.large',
  'm6g.24xlarge',
  'm5.32xlarge',
  'x2idn.large',
  'z9.large',
  'r5.large.tpc1.mem2x',
  'constructor',
  'constructor.length',
  'toString.large',
])('%j is not a class of RDS for PostgreSQL', (name) => expect(instanceClassSize(name)).toBeUndefined());

test('families are listed once, the burstable ones first, the others in order', () => {
  const families = instanceFamilies();
  expect(families.slice(0, 2)).toEqual(['t3', 't4g']);
  expect(families.slice(2)).toEqual(families.slice(2).sort());
  expect(new Set(families).size).toBe(families.length);
});

test('every size of every family is known, in ascending order', () => {
  for (const family of instanceFamilies()) {
    const memory = sizesOfFamily(family).map((size) => instanceClassSize(`${family}.${size}`)!.memoryGib);
    expect(memory.length).toBeGreaterThan(0);
    expect(memory).toEqual([...memory].sort((a, b) => a - b));
  }
});

test('an unknown family has no sizes', () => {
  expect(sizesOfFamily('t2')).toEqual([]);
  expect(sizesOfFamily('constructor')).toEqual([]);
});
