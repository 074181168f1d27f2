import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ConfigOf } from '@renum/platform';
import { register } from 'prom-client';
import { workerConfig } from '../worker.config';

/** `GET /metrics` for Prometheus, where WORKER_METRICS_PORT says so; the worker's only HTTP. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(MetricsServer.name);
  private readonly server = createServer((req, res) => {
    this.answer(req, res).catch((err: unknown) => {
      this.log.error({ err }, 'Metrics could not be read');
      res.destroy();
    });
  });

  constructor(@Inject(workerConfig.KEY) private readonly config: ConfigOf<typeof workerConfig>) {}

  /** Where it listens; nothing where it does not. */
  get port(): number | undefined {
    return (this.server.address() as AddressInfo | null)?.port;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { WORKER_METRICS_PORT: port, WORKER_METRICS_HOST: host } = this.config;
    if (port === undefined) return;
    this.server.listen({ port, host });
    // Also throws what keeps it from listening: a taken port is said at the start.
    await once(this.server, 'listening');
    this.log.log({ host, port: this.port }, 'Metrics are served');
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const found = req.method === 'GET' && req.url === '/metrics';
    res.statusCode = found ? 200 : 404;
    if (found) res.setHeader('content-type', register.contentType);
    res.end(found ? await register.metrics() : '');
  }
}
