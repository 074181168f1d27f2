import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A port on every address of this machine that nothing may reach. It answers as if it were a provider. */
export class Canary implements AsyncDisposable {
  /** What each connection said. */
  readonly heard: string[] = [];
  private readonly sockets = new Set<Socket>();

  private readonly server = createServer((socket) => {
    const index = this.heard.push('') - 1;
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      this.heard[index] += bytes.toString('latin1');
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}');
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '::', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
