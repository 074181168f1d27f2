import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IDENTITY_HEADER } from '@renum/contracts';

/** What a sandbox's door does: adds the identity, and passes everything on. */
export class Forwarder implements AsyncDisposable {
  private readonly http = createServer((req, res) => {
    const { port, token } = this.to;
    const { host: _host, ...headers } = req.headers;
    const path = req.url === '/mcp' ? this.to.path : req.url;
    const onward = request({
      host: '127.0.0.1',
      port,
      path,
      method: req.method,
      headers: { ...headers, [IDENTITY_HEADER]: token },
    });
    onward.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      res.flushHeaders();
      answer.pipe(res);
      answer.on('error', () => res.destroy());
      answer.on('aborted', () => res.destroy());
    });
    onward.on('error', () => res.destroy());
    res.on('close', () => onward.destroy());
    req.pipe(onward);
  });

  constructor(private readonly to: { port: number; token: string; path: string }) {}

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** As local clients name it. */
  get url(): string {
    return `http://localhost:${(this.http.address() as AddressInfo).port}/mcp`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}
