import { Client } from 'pg';
import { disconnect, Login, refusesLogin } from './connection';
import { untilReady } from './until-ready';

/** Where to try a login, and for how long. */
export interface LoginTarget {
  /** Opens a connection to the database. */
  readonly connect: (login: Login) => Promise<Client>;
  /** When to give up waiting for the server, in milliseconds as of Date.now(). */
  readonly deadline: number;
}

/** Whether the database accepts a login. It waits while the server cannot be reached. */
export async function acceptsLogin({ connect, deadline }: LoginTarget, login: Login): Promise<boolean> {
  const client = await connectUnlessRefused(() => untilReady(deadline, () => connect(login)));
  if (client) await disconnect(client);
  return client !== undefined;
}

/** Opens a connection. Returns undefined when the database refuses the login. */
export async function connectUnlessRefused(connect: () => Promise<Client>): Promise<Client | undefined> {
  try {
    return await connect();
  } catch (error) {
    if (refusesLogin(error)) return undefined;
    throw error;
  }
}
