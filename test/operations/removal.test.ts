import { RemovalPolicy } from 'aws-cdk-lib';
import { companionRemoval, isRetained } from '../../src/operations/removal';

const { DESTROY, SNAPSHOT, RETAIN, RETAIN_ON_UPDATE_OR_DELETE } = RemovalPolicy;

test.each([
  [DESTROY, false], [SNAPSHOT, false], [RETAIN, true], [RETAIN_ON_UPDATE_OR_DELETE, true],
])('with %s the instance stays as it is: %s', (policy, stays) => {
  expect(isRetained(policy)).toBe(stays);
});

describe('the companions of an instance', () => {
  test.each([SNAPSHOT, RETAIN, RETAIN_ON_UPDATE_OR_DELETE])('with %s stay, whatever becomes of the automated backups', (policy) => {
    for (const deleted of [true, false]) {
      for (const vault of [true, false]) expect(companionRemoval(policy, deleted, vault)).toEqual({ key: RETAIN, named: RETAIN_ON_UPDATE_OR_DELETE });
    }
  });

  test('go with an instance that is destroyed, but for the key of backups that stay', () => {
    expect(companionRemoval(DESTROY, true, false)).toEqual({ key: DESTROY, named: DESTROY });
    expect(companionRemoval(DESTROY, false, false)).toEqual({ key: RETAIN, named: DESTROY });
    for (const deleted of [true, false]) expect(companionRemoval(DESTROY, deleted, true)).toEqual({ key: RETAIN, named: DESTROY });
  });
});
