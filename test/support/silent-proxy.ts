import { AddressInfo, connect, createServer, Server, Socket } from 'net';
import type { DatabaseAddress } from '../../src/handlers/postgres/connection';

/** A proxy to a server that at some point stops forwarding data, without closing any connection. */
export class SilentProxy {
  static async to({ port }: DatabaseAddress): Promise<SilentProxy> {
    const proxy = new SilentProxy(port);
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private isSilent = false;

  private constructor(target: number) {
    this.server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1');
      this.forward(client, upstream);
      this.forward(upstream, client);
    });
  }

  /** The address of the same database through this proxy. */
  address(direct: DatabaseAddress): DatabaseAddress {
    return { ...direct, host: 'localhost', port: (this.server.address() as AddressInfo).port };
  }

  silence(): void {
    this.isSilent = true;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', (data) => {
      if (!this.isSilent) to.write(data);
    });
    from.on('close', () => {
      if (!this.isSilent) to.destroy();
    });
  }
}
