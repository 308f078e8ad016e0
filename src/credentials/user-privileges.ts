/** What an application user may do in its schema. */
export enum UserPrivileges {
  /** Read tables and views. */
  READ_ONLY = 'readOnly',
  /** Read and write rows, use sequences and call functions; no DDL. */
  READ_WRITE = 'readWrite',
  /** Create, change and drop what is in the schema, for migrations. What it creates belongs to the group of owners, not to the one user. */
  OWNER = 'owner',
}
