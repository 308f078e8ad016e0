import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { grantToPrincipal } from './principal-grant';

/** The instance that is logged in to. */
export interface LoginTarget {
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
}

/** Lets a principal log in as one user of the database, at one instance. */
export function grantIamLogin(
  scope: IConstruct,
  grantee: iam.IGrantable,
  databaseUser: string,
  target: LoginTarget,
): iam.Grant {
  const { resourceId, account, region } = target;
  if (!Token.isUnresolved(databaseUser) && !/^[A-Za-z_][A-Za-z0-9_.-]{0,62}$/.test(databaseUser ?? '')) {
    throw new Error(
      `[${scope.node.path}] databaseUser of grantConnect() must be the name of one user, got '${databaseUser}'; ` +
        "name the user that has the role rds_iam, as in 'migrations'",
    );
  }
  const login = Stack.of(scope).formatArn({
    account,
    region,
    service: 'rds-db',
    resource: 'dbuser',
    resourceName: `${resourceId}/${databaseUser}`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return grantToPrincipal({ scope, method: 'grantConnect', environment: { account, region } }, grantee, [
    { actions: ['rds-db:connect'], resources: [login] },
  ]);
}

/** Who knows the users that were added to a database. */
export interface LoginDirectory {
  /**
   * The login of a user that logs in by IAM. A name that was not added is its own login, and is remembered.
   *
   * @throws an error for an application user with a password
   */
  loginByIam(databaseUser: string): string;
}

/**
 * The login of a user that logs in by IAM, by its name or its login.
 *
 * @throws an error where IAM authentication is off, and for an application user with a password
 */
export function iamLogin(
  scope: IConstruct,
  databaseUser: string,
  iamAuthentication: boolean,
  users?: LoginDirectory,
): string {
  if (iamAuthentication === false) {
    throw new Error(`[${scope.node.path}] grantConnect() needs iamAuthentication, got false; leave the prop out`);
  }
  return users?.loginByIam(databaseUser) ?? databaseUser;
}
