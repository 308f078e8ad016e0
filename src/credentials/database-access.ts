import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { UserResources } from './database-user';
import { DatabaseUsers } from './database-users';
import { DatabaseBootstrap } from '../bootstrap/database-bootstrap';
import { DatabaseProxies, DatabaseProxiesResources } from '../proxies/database-proxies';

/** The parts of a database that users and proxies need. */
export interface DatabaseAccessResources
  extends Omit<UserResources, 'bootstrap'>, Pick<DatabaseProxiesResources, 'vpc' | 'vpcSubnets'> {
  readonly database: Construct & ec2.IConnectable;
}

/** The application users and the proxies of a database. Both collections are empty at first. */
export interface DatabaseAccess {
  readonly users: DatabaseUsers;
  readonly proxies: DatabaseProxies;
}

/** Creates the bootstrap, which creates the users in the database, and the collections of users and proxies. */
export function databaseAccess(resources: DatabaseAccessResources): DatabaseAccess {
  const { database, masterSecret } = resources;
  const bootstrap = new DatabaseBootstrap(database, 'Bootstrap', { ...resources, masterSecret });
  const users = new DatabaseUsers(database, 'Users', { ...resources, bootstrap });
  const proxies = new DatabaseProxies(database, 'Proxies', { ...resources, users, bootstrap: bootstrap.resource });
  return { users, proxies };
}
