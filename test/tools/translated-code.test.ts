import { changeCode, lowerFirst, simpleName, upperFirst } from '../../tools/support/translated-code';

test.each([
  ['a("a") // a', 'b("a") // a'],
  ['a("\\"a") + "a"; // "a" a', 'b("\\"a") + "a"; // "a" a'],
  ['a("https://a") // https://a\na', 'b("https://a") // https://a\nb'],
  ['a(1, "a", 0)', 'b(1, "a", 0)'],
])('in %j, only code changes', (code, changed) => {
  expect(changeCode(code, (it) => it.replace(/a/g, 'b'))).toBe(changed);
});

test('names', () => {
  expect(simpleName('aws-cdk-lib.aws_ec2.Vpc')).toBe('Vpc');
  expect(upperFirst('allowTo')).toBe('AllowTo');
  expect(lowerFirst('AllowTo')).toBe('allowTo');
});
