import { Lazy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { readSecrets } from '../functions/database-function';

/**
 * What a managed policy may have, without white space, less its statements around the ARNs.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (managed policy: 6,144 characters)
 */
const ROOM_OF_FIRST = 6_144 - 2_000;
const ROOM_OF_OTHERS = 6_144 - 600;
/** How many managed policies a role may have, unless the account has asked for more. */
const POLICIES_OF_ROLE = 10;
/**
 * Of an ARN, beside the name: partition, region and account, the six characters that Secrets Manager adds, quotes and
 * comma.
 */
const AROUND_NAME = 90;
/** A name that is a token, in place of the 512 characters that it may have. */
const UNKNOWN_NAME = 128;

/**
 * The policies by which a function reads one secret for each user: as many as it takes, since one has room for some
 * fifty. The first one is the function's own.
 */
export class SecretReaders {
  /** ARNs that the function's own policy names. */
  readonly ofFirst: string[] = [];
  private arns = this.ofFirst;
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
   * @throws an error when the role has no room for it
   */
  add(role: iam.Role, arn: string, name: string): void {
    const length = AROUND_NAME + (Token.isUnresolved(name) ? UNKNOWN_NAME : name.length);
    if (length > this.room) this.addPolicy(role);
    this.room -= length;
    this.arns.push(arn);
  }

  private addPolicy(role: iam.Role): void {
    if (++this.policies > POLICIES_OF_ROLE) {
      throw new Error(
        `[${this.scope.node.path}] the bootstrap function must be able to read the secret of every user, and the ` +
          `${POLICIES_OF_ROLE} policies that its role may ` +
          'have are full; give users iamAuthentication, or the database a shorter secretName',
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
