import { Lazy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { readSecrets } from '../functions/database-function';

/**
 * Characters that a managed policy may have, without white space, less those of its statements around the ARNs.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (managed policy: 6,144 characters)
 */
const ROOM_OF_FIRST = 6_144 - 2_000;
const ROOM_OF_OTHERS = 6_144 - 600;
/** How many managed policies a role may have, unless the account has asked for more. */
const POLICIES_OF_ROLE = 10;
/**
 * Characters of an ARN besides the name: partition, region and account, the six characters that Secrets Manager adds,
 * quotes and comma.
 */
const LENGTH_AROUND_NAME = 90;
/** Assumed length of a name that is a token, which may have up to 512 characters. */
const TOKEN_NAME_LENGTH = 128;

/**
 * The policies by which a function reads one secret for each user. A policy has room for some fifty secrets. The first
 * policy is the function's own.
 */
export class SecretReaders {
  /** The ARNs that the function's own policy allows. */
  readonly firstPolicyArns: string[] = [];
  private arns = this.firstPolicyArns;
  private room = ROOM_OF_FIRST;
  private policies = 1;

  constructor(
    private readonly scope: Construct,
    private readonly keyArn: string,
    private readonly description: string,
  ) {}

  /**
   * Lets the role read one more secret.
   *
   * @throws an error if the policies of the role are full
   */
  add(role: iam.Role, arn: string, name: string): void {
    const length = LENGTH_AROUND_NAME + (Token.isUnresolved(name) ? TOKEN_NAME_LENGTH : name.length);
    if (length > this.room) this.addPolicy(role);
    this.room -= length;
    this.arns.push(arn);
  }

  private addPolicy(role: iam.Role): void {
    this.policies += 1;
    if (this.policies > POLICIES_OF_ROLE) {
      throw new Error(
        `[${this.scope.node.path}] the bootstrap function must be able to read the secret of every user, and the ` +
          `${POLICIES_OF_ROLE} policies that its role may have are full; ` +
          'give users iamAuthentication, or the database a shorter secretName',
      );
    }
    const arns: string[] = [];
    role.addManagedPolicy(
      new iam.ManagedPolicy(this.scope, `SecretsPolicy${this.policies}`, {
        description: this.description,
        statements: readSecrets(this.scope, Lazy.list({ produce: () => arns }), [this.keyArn]),
      }),
    );
    this.arns = arns;
    this.room = ROOM_OF_OTHERS;
  }
}
