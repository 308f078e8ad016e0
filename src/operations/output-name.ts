import { createHash } from 'crypto';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { takeName } from '../validation/names-in-use';

/**
 * CloudFormation takes names of 255 characters:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LONGEST = 255;

/**
 * Names an output for people and scripts. Names are of letters and digits alone, so that two ids may read alike (`Db-1`
 * and `Db1`): the output that comes later, and one whose name is too long, has a hash of its path behind it.
 *
 * @param name what it is to be called; other characters are left out
 */
export function nameOutput(output: CfnOutput, name: string): void {
  const stack = Stack.of(output);
  const plain = name.replace(/[^A-Za-z0-9]/g, '');
  const hash = createHash('sha256').update(output.node.path).digest('hex').slice(0, 8);
  const isTaken = plain.length > LONGEST || takeName(output, `output of ${stack.node.path}`, plain) !== undefined;
  output.overrideLogicalId(isTaken ? `${plain.slice(0, LONGEST - hash.length)}${hash}` : plain);
  output.node.addValidation({ validate: () => othersOfTheName(output) });
}

/** At synthesis, as a team may make an output of its own until then. */
function othersOfTheName(output: CfnOutput): string[] {
  const stack = Stack.of(output);
  const name = stack.resolve(output.logicalId);
  return stack.node
    .findAll()
    .filter((node): node is CfnOutput => node instanceof CfnOutput && node !== output && Stack.of(node) === stack)
    .filter((other) => stack.resolve(other.logicalId) === name)
    .map(
      (other) =>
        `the output ${name} must be the only one of its name in ${stack.stackName}, got another one, ${other.node.path}; ` +
        'give that one, or the database, another id',
    );
}
