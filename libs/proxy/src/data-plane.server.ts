import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Address {
  host: string;
  port: number;
}

const HEALTH_PATH = '/healthz';

/**
 * The data plane's own listener: plain node, because a framework's share of each call would be
 * larger than ours.
 */
export class DataPlaneServer {
  private readonly server: Server;

  constructor(
    handle: RequestListener,
    private readonly inFlight: () => number,
  ) {
    const options = {
      // Kept longer than the doors keep theirs, so that they never write into a closing connection.
      keepAliveTimeout: 75_000,
      headersTimeout: 20_000,
      requestTimeout: 300_000,
      maxHeaderSize: 32 * 1024,
      noDelay: true,
    };
    this.server = createServer(options, (req, res) => {
      if (req.url === HEALTH_PATH) res.end('ok');
      else handle(req, res);
    });
    // Nothing behind this door speaks another protocol, or proxies.
    this.server.on('upgrade', (_req, socket) => socket.destroy());
    this.server.on('connect', (_req, socket) => socket.destroy());
    this.server.on('clientError', (_error, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      else socket.destroy();
    });
  }

  async listen({ host, port }: Address): Promise<Address> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    const { port: bound } = this.server.address() as AddressInfo;
    return { host, port: bound };
  }

  /** Takes no new calls, lets those under way end for `patienceMs`, then cuts them (D3). */
  async close(patienceMs: number): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const deadline = Date.now() + patienceMs;
    while (this.inFlight() > 0 && Date.now() < deadline) await sleep(50);
    this.server.closeAllConnections();
    await closed;
  }
}
