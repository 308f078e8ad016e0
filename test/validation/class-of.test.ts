import { Duration } from 'aws-cdk-lib';
import { isOfClass, nameOfClass } from '../../src/validation/class-of';

const JSII_TYPE = Symbol.for('jsii.rtti');

/** A class named Duration, of the package that its full name tells; of one without jsii if there is none. */
function durationOf(fqn?: string): new () => object {
  class Made {}
  Object.defineProperty(Made, 'name', { value: 'Duration' });
  if (fqn) Object.defineProperty(Made, JSII_TYPE, { value: { fqn } });
  return Made;
}

test('an instance of the class and of a class below it', () => {
  expect(isOfClass(Duration.days(1), Duration)).toBe(true);
  expect(isOfClass(new TypeError(), Error)).toBe(true);
});

test('an instance of the same class in another copy of the package, and of a class below it', () => {
  const Copy = durationOf('aws-cdk-lib.Duration');
  class Below extends Copy {}
  expect(isOfClass(new Copy(), Duration)).toBe(true);
  expect(isOfClass(new Below(), Duration)).toBe(true);
});

test.each([
  ['of another package', new (durationOf('luxury.Duration'))()],
  ['of a package without jsii', new (durationOf())()],
  ['of no class', Object.create(null)],
  ['that is text', 'Duration'],
  ['that is missing', undefined],
])('not a value %s', (_, value) => expect(isOfClass(value, Duration)).toBe(false));

test('the name of the class of a value', () => {
  expect(nameOfClass(Duration.days(1))).toBe('Duration');
  expect(nameOfClass({})).toBe('Object');
  expect(nameOfClass(Object.create(null))).toBeUndefined();
  expect(nameOfClass(undefined)).toBeUndefined();
});
