import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { grantToPrincipal } from './principal-grant';

/** The instance or proxy to log in to. */
export interface LoginTarget {
  readonly resourceId: string;
  readonly account: string;
  readonly region: string;
}

/** Lets a principal log in with IAM as one user of the database, to one instance or proxy. */
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
        "name the user that has the role rds_iam, such as 'migrations'",
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

/** Knows the logins of the users of a database. */
export interface LoginDirectory {
  /**
   * The login of a user that logs in with IAM. An unknown name is its own login, and is checked again at synthesis.
   *
   * @throws an error for an application user with a password
   */
  loginByIam(databaseUser: string): string;
}

/**
 * The login of a user that logs in with IAM, by its name or its login.
 *
 * @throws an error if IAM authentication is off, and for an application user with a password
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
