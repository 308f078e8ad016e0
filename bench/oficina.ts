import { EnvironmentProfile, OficinaPostgres } from '../src';
import { AddDatabase } from './databases';

/** A production database by this library. */
export const addDatabase: AddDatabase = (stack, name, { vpc, client }) => {
  new OficinaPostgres(stack, 'Database', {
    vpc,
    profile: EnvironmentProfile.prod(),
    clients: [client],
    instanceIdentifier: name,
    ssmParameterPrefix: `/oficina/${name}/database`,
    alarmEmails: ['plantao@oficina.example'],
  });
};
