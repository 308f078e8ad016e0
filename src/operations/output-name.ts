import { createHash } from 'crypto';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { claimName } from '../validation/names-in-use';

/**
 * The longest name of an output in CloudFormation:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const LONGEST = 255;

/**
 * Gives an output a name that people and scripts can read. Names consist of letters and digits only, so that two ids
 * may yield the same name (`Db-1` and `Db1`). The later output, and one whose name is too long, gets a hash of its path
 * as a suffix.
 *
 * @param name the desired name; characters other than letters and digits are removed
 */
export function nameOutput(output: CfnOutput, name: string): void {
  const stack = Stack.of(output);
  const plain = name.replace(/[^A-Za-z0-9]/g, '');
  const hash = createHash('sha256').update(output.node.path).digest('hex').slice(0, 8);
  const isTaken = plain.length > LONGEST || claimName(output, `output of ${stack.node.path}`, plain) !== undefined;
  output.overrideLogicalId(isTaken ? `${plain.slice(0, LONGEST - hash.length)}${hash}` : plain);
  output.node.addValidation({ validate: () => nameClashes(output) });
}

/**
 * Returns a problem for each other output of the same name. Called at synthesis: the app may add outputs until then.
 */
function nameClashes(output: CfnOutput): string[] {
  const stack = Stack.of(output);
  const name = stack.resolve(output.logicalId);
  const others = stack.node
    .findAll()
    .filter((node): node is CfnOutput => node instanceof CfnOutput && node !== output && Stack.of(node) === stack);
  return others
    .filter((other) => stack.resolve(other.logicalId) === name)
    .map(
      (other) =>
        `the output ${name} must be the only one of its name in ${stack.stackName}, ` +
        `got another one, ${other.node.path}; give that one, or the database, another id`,
    );
}
