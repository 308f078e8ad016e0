import { createServer, Server, Socket, AddressInfo } from 'net';
import { createSecureContext, TLSSocket } from 'tls';
import { Client, ClientConfig } from 'pg';
import { CertificateAuthority, certify, certifyUser, PostgresServer } from '../test/support/postgres';

/** One entry of a proxy's `Auth`: the secret of a database user. */
export interface ProxyLogin {
  readonly secret: string;
  /** Whether clients log in with an IAM token instead of the password. */
  readonly iam: boolean;
}

/** The content of a user's secret. */
export interface UserSecret {
  readonly username: string;
  readonly password: string;
}

export interface ProxyDoorProps {
  readonly host: string;
  readonly authority: CertificateAuthority;
  /** The users whose secrets the proxy has. */
  readonly logins: readonly ProxyLogin[];
  /** Whether every user of the database may log in with an IAM token, without a secret. */
  readonly iam: boolean;
  /** Reads a secret as the role of the proxy. */
  readonly readSecret: (arn: string) => Promise<UserSecret>;
  /** Returns the server behind the proxy; called at each login. */
  readonly server: () => PostgresServer;
}

const SSL_REQUEST = 80877103;
const PROTOCOL_3 = 196608;

/**
 * A TCP server in front of a PostgreSQL server. To a client, it behaves as RDS Proxy does: it accepts only TLS, knows
 * only the users of its secrets (and all users if `iam` is set), checks the password or the IAM token itself, and logs
 * in to the server for the client. It does not share connections between clients.
 */
export class ProxyDoor {
  static async open(props: ProxyDoorProps): Promise<ProxyDoor> {
    const { certificate, key } = await certify([props.host, 'localhost', '127.0.0.1'], props.authority);
    const door = new ProxyDoor(props, createSecureContext({ cert: certificate, key }));
    await new Promise<void>((resolve) => door.listener.listen(0, '127.0.0.1', resolve));
    return door;
  }

  private readonly listener: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly props: ProxyDoorProps,
    private readonly secureContext: ReturnType<typeof createSecureContext>,
  ) {
    this.listener = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined); // the client has gone
      void this.admit(socket).catch((error) => socket.destroy(error));
    });
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** The server behind the proxy. */
  get server(): PostgresServer {
    return this.props.server();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private async admit(socket: Socket): Promise<void> {
    const first = await packet(socket);
    if (first.readInt32BE(4) !== SSL_REQUEST) {
      socket.end(errorResponse('28000', 'This RDS Proxy requires TLS connections'));
      return;
    }
    socket.write('S');
    const client = new TLSSocket(socket, { isServer: true, secureContext: this.secureContext });
    client.on('error', () => undefined);
    const startup = await packet(client);
    if (startup.readInt32BE(4) !== PROTOCOL_3) throw new Error('not a startup message of protocol 3');
    const parameters = startupParameters(startup);
    client.write(message('R', int32(3))); // asks for the password in clear text; TLS encrypts it
    const password = await passwordOf(client);
    const login = await this.login(parameters.user, password);
    if (!login) {
      client.end(errorResponse('28P01', `password authentication failed for user "${parameters.user}"`));
      return;
    }
    await this.connect(client, parameters, login);
  }

  /** Returns how to log a user in to the server; undefined if user, password or token is wrong. */
  private async login(user: string, proof: string): Promise<ClientConfig | undefined> {
    for (const { secret: arn, iam } of this.props.logins) {
      const { username, password } = await this.props.readSecret(arn);
      if (username !== user) continue;
      const isProven = iam ? isToken(proof, this.props.host, user) : proof === password;
      return isProven ? { user, password } : undefined;
    }
    if (!this.props.iam || !isToken(proof, this.props.host, user)) return undefined;
    const { certificate, key } = await certifyUser(user, this.props.authority);
    return { user, ssl: { cert: certificate, key } };
  }

  private async connect(client: TLSSocket, parameters: Record<string, string>, login: ClientConfig): Promise<void> {
    const { host, port, authorities } = this.props.server().address;
    const server = new Client({
      ...login,
      host,
      port,
      database: parameters.database ?? parameters.user,
      ssl: { ...(login.ssl as object), ca: authorities },
    });
    const answers: Buffer[] = [message('R', int32(0))];
    const connection = (server as any).connection;
    connection.on('parameterStatus', ({ parameterName, parameterValue }: Record<string, string>) =>
      answers.push(message('S', Buffer.from(`${parameterName}\0${parameterValue}\0`))),
    );
    server.on('error', () => client.destroy());
    try {
      await server.connect();
    } catch (error) {
      client.end(errorResponse('08006', `${error instanceof Error ? error.message : error}`));
      return;
    }
    client.write(Buffer.concat([...answers, message('Z', Buffer.from('I'))]));
    const { stream } = connection;
    for (const event of ['data', 'end', 'close', 'error', 'readable']) stream.removeAllListeners(event);
    stream.on('error', () => client.destroy());
    stream.on('close', () => client.destroy());
    client.on('close', () => stream.destroy());
    client.pipe(stream);
    stream.pipe(client);
  }
}

/** Reads one packet without a type byte: it starts with its length, which includes the four bytes of the length. */
async function packet(socket: Socket): Promise<Buffer> {
  const length = (await exactly(socket, 4)).readInt32BE();
  return Buffer.concat([int32(length), await exactly(socket, length - 4)]);
}

async function passwordOf(socket: Socket): Promise<string> {
  await exactly(socket, 1); // the type byte
  const length = (await exactly(socket, 4)).readInt32BE();
  return (await exactly(socket, length - 4)).toString().replace(/\0$/, '');
}

async function exactly(socket: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const chunk = socket.read(count) as Buffer | null;
    if (chunk !== null) {
      if (chunk.length < count) throw new Error('the client has gone');
      return chunk;
    }
    if (socket.readableEnded || socket.destroyed) throw new Error('the client has gone');
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('readable', done);
        socket.off('close', done);
        resolve();
      };
      socket.on('readable', done);
      socket.on('close', done);
    });
  }
}

function startupParameters(startup: Buffer): Record<string, string> {
  const words = startup.subarray(8).toString().split('\0');
  const parameters: Record<string, string> = {};
  for (let index = 0; index + 1 < words.length && words[index] !== ''; index += 2) {
    parameters[words[index]] = words[index + 1];
  }
  return parameters;
}

/** Whether a password has the form of a token for this user at this proxy; the signature cannot be checked here. */
function isToken(password: string, host: string, user: string): boolean {
  if (!URL.canParse(`https://${password}`)) return false;
  const { hostname, searchParams: query } = new URL(`https://${password}`);
  return (
    hostname === host &&
    query.get('Action') === 'connect' &&
    query.get('DBUser') === user &&
    query.has('X-Amz-Signature')
  );
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32BE(value);
  return buffer;
}

function errorResponse(code: string, text: string): Buffer {
  return message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`));
}
