import { Size } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { storageRules } from '../../src/instance/storage-rules';
import { refusal } from '../support/database';
import { proveSettingRules } from '../validation/rule-cases';

proveSettingRules(storageRules);

test('a storage type that is not offered needs the minimum size of the offered types', () => {
  expect(refusal({ storageType: rds.StorageType.GP2, allocatedStorage: Size.gibibytes(19) })).toBe(
    [
      '[Stack/Database] 2 problems:',
      '  - storageType must be gp3, io1 or io2, got gp2; take rds.StorageType.GP3, which is faster than gp2 and ' +
        'standard at a lower price',
      '  - allocatedStorage must be a whole number of GiB from 20 to 65536 with gp2, got 19 GiB; choose ' +
        'Size.gibibytes(20) or more',
    ].join('\n'),
  );
});

test('the suggestion for IOPS beyond every limit is within all limits', () => {
  // 500 IOPS for each of 400 GiB are 200,000, but the limit of gp3 is 64,000.
  const message = refusal({
    allocatedStorage: Size.gibibytes(400),
    maxAllocatedStorage: Size.gibibytes(1000),
    iops: 200_001,
  });
  expect(message).toContain(
    'iops must be 0 to 500 for each GiB of gp3, got 200001 with 400 GiB; choose 12000 to 64000',
  );
});
