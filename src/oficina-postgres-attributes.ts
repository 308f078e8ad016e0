/** Attributes of a database that another stack or app has created. */
export interface OficinaPostgresAttributes {
  /** Identifier of the instance. */
  readonly instanceIdentifier: string;

  /** Resource id of the instance, `db-…`. */
  readonly instanceResourceId: string;

  /** Host name of the database. */
  readonly endpointAddress: string;

  /**
   * TCP port of the database, as a string because it can be a token.
   *
   * @default '5432'
   */
  readonly endpointPort?: string;

  /**
   * Name of the database in the instance.
   *
   * @default 'oficina_db'
   */
  readonly databaseName?: string;

  /** Full ARN of the secret with the credentials, including its six random characters. */
  readonly secretArn: string;

  /** ARN of the key that encrypts the secret. */
  readonly keyArn: string;

  /**
   * Full ARNs of the secrets of application users, by the names that the users were added with, as in `service-orders`.
   *
   * @default - none: `grantReadCredentials()` grants only the credentials of the master user
   */
  readonly userSecretArns?: Record<string, string>;

  /** Id of the security group of the database. */
  readonly securityGroupId: string;
}
