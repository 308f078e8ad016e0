import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';

/** How a client gets to the instance. */
export interface Way {
  /** Where the client connects to: the endpoint itself, or the near end of a tunnel. */
  readonly host: string;
  readonly port: number;
  /** The name in the certificate of the server, whichever way the client goes. */
  readonly serverName: string;
  /** Closes what was opened for the way. */
  readonly close: () => Promise<void>;
}

const ADDRESS = /^(?<host>[A-Za-z0-9.-]+|\[[0-9a-f:]+\]):(?<port>\d{1,5})$/;

/**
 * Opens the way to an instance: straight to its endpoint, or through an open tunnel whose near end is named.
 *
 * @param via `<host>:<port>`; by default, straight to the endpoint
 * @throws CommandFailure for any other text, and for an instance that has no endpoint yet
 */
export async function openWay(context: CommandContext, { instance, identifier }: Database, via?: string): Promise<Way> {
  const { Address: serverName, Port: port } = instance.Endpoint ?? {};
  if (!serverName || !port) {
    const state = instance.DBInstanceStatus ?? '?';
    throw new CommandFailure(context.messages.postgres.noEndpoint(identifier, state), ExitCode.REFUSED);
  }
  if (via === undefined) return { host: serverName, port, serverName, close: async () => undefined };
  const { host, port: portOfTunnel } = ADDRESS.exec(via)?.groups ?? {};
  if (!host) throw context.wrong(context.messages.postgres.badVia(via));
  return { host: host.replace(/[[\]]/g, ''), port: Number(portOfTunnel), serverName, close: async () => undefined };
}
