import { EnvironmentProfile, OficinaPostgres } from '../src';
import { AddDatabase } from './databases';

/** A production database of this library with its whole profile: two regions, a vault, drills. */
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
