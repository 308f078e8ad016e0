import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { UserResources } from './database-user';
import { DatabaseUsers } from './database-users';
import { DatabaseBootstrap } from '../bootstrap/database-bootstrap';
import { DatabaseProxies, DatabaseProxiesResources } from '../proxies/database-proxies';

/** What access is made of. */
export interface DatabaseAccessResources
  extends Omit<UserResources, 'bootstrap'>, Pick<DatabaseProxiesResources, 'vpc' | 'vpcSubnets'> {
  readonly database: Construct & ec2.IConnectable;
}

/** Who gets at a database beside its master user: the SQL that makes the users, the users, and the proxies that they come through. */
export interface DatabaseAccess {
  readonly users: DatabaseUsers;
  readonly proxies: DatabaseProxies;
}

/** Makes ready for users; there are none, and no proxy, before they are added. */
export function databaseAccess(resources: DatabaseAccessResources): DatabaseAccess {
  const { database, masterSecret: secret } = resources;
  const bootstrap = new DatabaseBootstrap(database, 'Bootstrap', { ...resources, secret });
  const users = new DatabaseUsers(database, 'Users', { ...resources, bootstrap });
  return {
    users,
    proxies: new DatabaseProxies(database, 'Proxies', { ...resources, users, bootstrap: bootstrap.resource }),
  };
}
