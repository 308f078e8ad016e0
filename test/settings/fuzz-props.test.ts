import * as path from 'path';
import { CfnParameter, Duration, Fn, Size, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { EnvironmentProfile, OficinaPostgres } from '../../src';
import { ValidationError } from '../../src/validation/validation-error';
import { emptyStack, privateVpc } from '../support/database';
import { membersOf } from '../support/members';

/*
 * Any value that JavaScript, or a spread, can put into a prop creates a template, or ends in an error of the library
 * that names the prop. A TypeError or an error of aws-cdk-lib does not say how to fix it.
 */

/** Values that few props accept. */
const VALUES: Record<string, (parameter: CfnParameter) => unknown> = {
  null: () => null,
  'an empty string': () => '',
  'a long string': () => 'a'.repeat(3000),
  'a string with accents': () => 'Órdenes',
  true: () => true,
  NaN: () => NaN,
  infinity: () => Infinity,
  'a negative number': () => -1,
  zero: () => 0,
  'a fraction': () => 1.5,
  'a huge number': () => 1e21,
  'a big integer': () => BigInt(1),
  'a symbol': () => Symbol('x'),
  'a function': () => () => 1,
  'an empty list': () => [],
  'a list of null': () => [null],
  'a list of a list': () => [['a']],
  'an empty record': () => ({}),
  'a record of null': () => ({ a: null }),
  'a record without prototype': () => Object.create(null),
  'an invalid date': () => new Date(NaN),
  'a millisecond': () => Duration.millis(1),
  'a byte': () => Size.bytes(1),
  'a token of a string': (parameter) => parameter.valueAsString,
  'a token of a list': (parameter) => Fn.split(',', parameter.valueAsString),
  'a token of a number': (parameter) => Token.asNumber(parameter.value),
  'a token': (parameter) => parameter.value,
  'a duration of a token': (parameter) => Duration.hours(Token.asNumber(parameter.value)),
  'a size of a token': (parameter) => Size.mebibytes(Token.asNumber(parameter.value)),
  'another construct': (parameter) => parameter,
};

/** Everything that synthesis does with a stack except writing files. */
function synthesize(stack: Stack): void {
  const everything: IConstruct[] = stack.node.root.node.findAll();
  const problems = everything.flatMap((construct) => construct.node.validate());
  if (problems.length > 0) throw new ValidationError(stack, problems, synthesize);
  stack.resolve((stack as any)._toCloudFormation());
}

/** What is wrong with the outcome of props; undefined for a good one. */
function complaint(prop: string, attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    const { name, message } = error as Error;
    return name === 'ValidationError' && message.includes(prop) ? undefined : `${name}: ${message}`;
  }
}

const PROPS: string[] = membersOf(
  path.join(__dirname, '..', '..', 'src', 'oficina-postgres-props.ts'),
  'OficinaPostgresProps',
);

test.each(PROPS)('%s is accepted, or refused by name', (prop) => {
  const complaints = Object.entries(VALUES).flatMap(([what, value]) => {
    const stack = emptyStack();
    const props = {
      vpc: privateVpc(stack),
      profile: EnvironmentProfile.dev(),
      [prop]: value(new CfnParameter(stack, 'Parameter')),
    };
    const problem = complaint(prop, () => {
      new OficinaPostgres(stack, 'Database', props);
      synthesize(stack);
    });
    return problem === undefined ? [] : [`${what}: ${problem}`];
  });
  expect(complaints).toEqual([]);
});
