import { belongsTo, comparisonSign, isBeyond } from '../../../src/cli/alarms/database-alarms';

const instance = (Value: string) => [{ Name: 'DBInstanceIdentifier', Value }];

test.each([
  ['db-prod-HighCPU', instance('db-prod'), true],
  ['db-prod-replica-1-HighCPU', instance('db-prod-replica-1'), false],
  ['db-prod-2-HighCPU', instance('db-prod-2'), false],
  ['db-prod-our-own', instance('db-prod'), true],
  ['db-prod-RotationFailed', [], true],
  ['db-prod-2-RotationFailed', [], false],
  ['db-prod-proxy-FailedLogins', [{ Name: 'ProxyName', Value: 'db-prod-proxy' }], false],
])('%s of %j: %s', (AlarmName, Dimensions, expected) => {
  expect(belongsTo({ AlarmName, Dimensions }, 'db-prod')).toBe(expected);
});

test.each([
  ['GreaterThanThreshold', '>', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', '≥', [false, true, true]],
  ['LessThanThreshold', '<', [true, false, false]],
  ['LessThanOrEqualToThreshold', '≤', [true, true, false]],
] as const)('%s is %s', (ComparisonOperator, sign, expected) => {
  const alarm = { ComparisonOperator, Threshold: 5 };
  expect(comparisonSign(alarm)).toBe(sign);
  expect([4, 5, 6].map((value) => isBeyond(alarm, value))).toEqual(expected);
});

test('without a line nothing is beyond it', () => {
  expect(isBeyond({ ComparisonOperator: 'GreaterThanThreshold' }, 5)).toBe(false);
  expect(isBeyond({ ComparisonOperator: 'GreaterThanUpperThreshold', Threshold: 1 }, 5)).toBe(false);
});
