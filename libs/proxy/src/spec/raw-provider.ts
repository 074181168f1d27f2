import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What is said on a connection that asked something. */
export type Behaviour = (socket: Socket) => unknown;

/** A provider that speaks HTTP as badly as it is told to. */
export class RawProvider implements AsyncDisposable {
  behaviour: Behaviour = answer('{"results":[],"usage":{"credits":1}}');
  asked = 0;
  private readonly sockets = new Set<Socket>();

  private readonly server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    let seen = '';
    socket.on('data', (chunk) => {
      seen += chunk.toString('latin1');
      const body = seen.indexOf('\r\n\r\n') + 4;
      const length = Number(/content-length: (\d+)/i.exec(seen)?.[1] ?? 0);
      if (body < 4 || seen.length - body < length) return;
      seen = '';
      this.asked += 1;
      this.behaviour(socket);
    });
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A whole, well-formed answer. */
export const answer =
  (body: string | Buffer, headers = ''): Behaviour =>
  (socket) => {
    const length = Buffer.byteLength(body);
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length}\r\n${headers}\r\n`);
    socket.write(body);
  };

/** A beginning, and then this piece for as long as anybody reads. */
export const endless =
  (head: string, piece: string | Buffer): Behaviour =>
  (socket) => {
    socket.write(head);
    const more = (): void => {
      while (socket.writable && socket.write(piece));
      if (socket.writable) socket.once('drain', more);
    };
    more();
  };

/** A beginning, and then a byte now and then. */
export const dripping =
  (head: string, byte = 'x', everyMs = 200): Behaviour =>
  (socket) => {
    socket.write(head);
    const drip = setInterval(() => socket.write(byte), everyMs);
    socket.on('close', () => clearInterval(drip));
  };
