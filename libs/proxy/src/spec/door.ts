import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** What a sandbox sees instead of the data plane: the same, with its identity added on the way. */
export class SpecDoor implements AsyncDisposable {
  private readonly server = createServer((req, res) => {
    const { port, token } = this.plane;
    const headers = { ...req.headers, 'x-renum-identity': token };
    const { method, url } = req;
    const out = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, res, () => undefined);
    });
    out.on('error', () => res.destroy());
    pipeline(req, out, () => undefined);
  });

  constructor(private readonly plane: { port: number; token: string }) {}

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
