import * as path from 'path';
import { freePort, LOOPBACK, openTunnel } from './tunnel';
import { Database } from '../aws/database';
import { CommandContext } from '../command-context';
import { CommandFailure } from '../command-failure';
import { ExitCode } from '../exit-code';
import { privateFolder } from '../private-folder';
import { callByAwsCli, outputOf, requirePrograms } from '../programs';

/** How a client gets to the instance. */
export interface Way {
  /** Where the client connects to: the endpoint itself, or the near end of a tunnel. */
  readonly host: string;
  readonly port: number;
  /** The name in the certificate of the server, whichever way the client goes. */
  readonly serverName: string;
  /** Resolves when a tunnel that the command has opened is closed; undefined if it has opened none. */
  readonly ended?: Promise<void>;
  /** Closes what was opened for the way. */
  readonly close: () => Promise<void>;
}

/** The endpoint of an instance. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const SSM = /^ssm(?::(?<target>(i|mi)-[0-9a-f]{8,17}|ecs:[\w-]+_[\w-]+))?$/;
const EICE = /^eice:(?:(?<user>[a-z_][a-z0-9_-]*)@)?(?<host>i-[0-9a-f]{8,17})$/;
const ADDRESS = /^(?<host>[A-Za-z0-9.-]+|\[[0-9a-f:]+\]):(?<port>\d{1,5})$/;

/** The user of Amazon Linux, the usual system of hosts that only lead to a network. */
const USER = 'ec2-user';

/** The endpoint. @throws CommandFailure for an instance that has none yet */
export function endpointOf({ messages }: CommandContext, { instance, identifier }: Database): Endpoint {
  const { Address: host, Port: port } = instance.Endpoint ?? {};
  if (host && port) return { host, port };
  const state = instance.DBInstanceStatus ?? '?';
  throw new CommandFailure(messages.postgres.noEndpoint(identifier, state), ExitCode.REFUSED);
}

/**
 * Opens the way to an instance.
 *
 * @param via `ssm`, `ssm:<target>`, `eice:[<user>@]<instance-id>`, or the near end of a tunnel that is open already:
 * `<host>:<port>`; by default, straight to the endpoint
 * @throws CommandFailure for any other text, and when a tunnel does not open
 */
export async function openWay(context: CommandContext, database: Database, via?: string): Promise<Way> {
  const endpoint = endpointOf(context, database);
  const serverName = endpoint.host;
  const close = async () => undefined;
  if (via === undefined) return { ...endpoint, serverName, close };
  const ssm = SSM.exec(via);
  if (ssm) return throughSessionManager(context, database, endpoint, ssm.groups?.target);
  const eice = EICE.exec(via)?.groups;
  if (eice) return throughInstanceConnect(context, endpoint, eice.host, eice.user ?? USER);
  const { host, port } = ADDRESS.exec(via)?.groups ?? {};
  if (!host) throw context.wrong(context.messages.postgres.badVia(via));
  return { host: host.replace(/[[\]]/g, ''), port: Number(port), serverName, close };
}

/** A session of Systems Manager that forwards a local port to the endpoint, by the AWS CLI and its plugin. */
async function throughSessionManager(
  context: CommandContext,
  database: Database,
  { host, port }: Endpoint,
  named: string | undefined,
): Promise<Way> {
  const { account, messages } = context;
  requirePrograms(messages, 'aws', 'session-manager-plugin');
  const target = named ?? (await onlyHost(context, database));
  const localPort = await freePort();
  const parameters = { host: [host], portNumber: [`${port}`], localPortNumber: [`${localPort}`] };
  const args = ['ssm', 'start-session', '--target', target].concat(
    ['--document-name', 'AWS-StartPortForwardingSessionToRemoteHost'],
    ['--parameters', JSON.stringify(parameters)],
    await account.cliArguments(),
  );
  const tunnel = await openTunnel(context, messages.connect.opening(target), 'aws', args, localPort);
  return {
    host: LOOPBACK,
    port: localPort,
    serverName: host,
    ended: tunnel.ended,
    close: async () => tunnel.close(),
  };
}

/**
 * The only host that Systems Manager reaches in the network of the database.
 *
 * @throws CommandFailure if there is none, and if there are several
 */
async function onlyHost(context: CommandContext, { instance }: Database): Promise<string> {
  const { account, messages } = context;
  const vpc = instance.DBSubnetGroup?.VpcId ?? '?';
  const running = await callByAwsCli<string[]>(messages, account, [
    ...['ec2', 'describe-instances', '--query', 'Reservations[].Instances[].InstanceId'],
    ...['--filters', `Name=vpc-id,Values=${vpc}`, 'Name=instance-state-name,Values=running'],
  ]);
  const online = await callByAwsCli<string[]>(messages, account, [
    ...['ssm', 'describe-instance-information', '--filters', 'Key=PingStatus,Values=Online'],
    ...['--query', 'InstanceInformationList[].InstanceId'],
  ]);
  const hosts = online.filter((id) => running.includes(id));
  if (hosts.length === 1) return hosts[0];
  throw new CommandFailure(
    hosts.length === 0 ? messages.connect.noHost(vpc) : messages.connect.severalHosts(vpc, hosts),
    ExitCode.REFUSED,
  );
}

/**
 * SSH to a host through an EC2 Instance Connect Endpoint, which itself leads to the ports 22 and 3389 alone: SSH
 * forwards a local port from there. The key is made for this tunnel, and the host takes it for a minute.
 */
async function throughInstanceConnect(
  context: CommandContext,
  { host, port }: Endpoint,
  instance: string,
  user: string,
): Promise<Way> {
  const { account, messages } = context;
  requirePrograms(messages, 'aws', 'ssh', 'ssh-keygen');
  const { folder, remove } = privateFolder();
  const key = path.join(folder, 'key');
  await outputOf(messages, 'ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await callByAwsCli(messages, account, [
    ...['ec2-instance-connect', 'send-ssh-public-key', '--instance-id', instance],
    ...['--instance-os-user', user, '--ssh-public-key', `file://${key}.pub`],
  ]);
  const localPort = await freePort();
  const proxy = ['aws', 'ec2-instance-connect', 'open-tunnel', '--instance-id', instance];
  const options = {
    ProxyCommand: [...proxy, ...(await account.cliArguments())].map(quoted).join(' '),
    IdentitiesOnly: 'yes',
    BatchMode: 'yes',
    ExitOnForwardFailure: 'yes',
    ServerAliveInterval: '15',
    StrictHostKeyChecking: 'accept-new',
  };
  const args = ['-N', '-i', key, '-L', `${LOOPBACK}:${localPort}:${host}:${port}`].concat(
    Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    `${user}@${instance}`,
  );
  const tunnel = await openTunnel(context, messages.connect.opening(instance), 'ssh', args, localPort);
  return {
    host: LOOPBACK,
    port: localPort,
    serverName: host,
    ended: tunnel.ended,
    close: async () => {
      tunnel.close();
      remove();
    },
  };
}

/** Quotes a word for the shell in which ssh runs a ProxyCommand, where % begins a token of ssh. */
function quoted(word: string): string {
  return `'${word.replace(/'/g, "'\\''").replace(/%/g, '%%')}'`;
}
