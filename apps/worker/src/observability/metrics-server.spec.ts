import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ConfigModule, MetricsModule } from '@renum/platform';
import { workerConfig } from '../worker.config';
import { MetricsServer } from './metrics-server';
import { metricProviders, WorkerMetrics } from './worker-metrics';

@Module({ providers: [...metricProviders, WorkerMetrics, MetricsServer] })
class ServedModule {}

/** Real: the listener. */
describe('the metrics of a worker', () => {
  const start = async (environment: Record<string, string>) => {
    const config = ConfigModule.forRoot([workerConfig], {
      DATA_PLANE_URL: 'http://127.0.0.1:1',
      DATA_PLANE_KEY: Buffer.alloc(32, 1).toString('base64'),
      DOORS_DIR: '/tmp/doors',
      ...environment,
    });
    const imports = [config, MetricsModule.forRoot('worker'), ServedModule];
    const app = await Test.createTestingModule({ imports }).compile();
    return app.init();
  };

  it('are served on loopback, and nothing else is', async () => {
    const app = await start({ WORKER_METRICS_PORT: '0' });
    app.get(WorkerMetrics).jobEnded('sweep', 'ok');
    app.get(WorkerMetrics).jobEnded('sweep', 'failed');
    app.get(WorkerMetrics).holds(3, 2);
    const origin = `http://127.0.0.1:${app.get(MetricsServer).port}`;
    const answer = await fetch(`${origin}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/plain');
    for (const line of [
      'renum_worker_jobs_total{job="sweep",outcome="ok",service="worker"} 1',
      'renum_worker_jobs_total{job="sweep",outcome="failed",service="worker"} 1',
      'renum_worker_busy{what="sandboxes",service="worker"} 3',
      'process_cpu_seconds_total',
    ])
      expect(text).toContain(line);
    expect((await fetch(`${origin}/`)).status).toBe(404);
    expect((await fetch(`${origin}/metrics`, { method: 'POST' })).status).toBe(404);
    await app.close();
    await expect(fetch(`${origin}/metrics`)).rejects.toThrow('fetch failed');
  });

  it('are served nowhere unless a port is named', async () => {
    const app = await start({});
    expect(app.get(MetricsServer).port).toBeUndefined();
    await app.close();
  });

  it('are missed at once where the port is taken', async () => {
    const app = await start({ WORKER_METRICS_PORT: '0' });
    const port = String(app.get(MetricsServer).port);
    await expect(start({ WORKER_METRICS_PORT: port })).rejects.toThrow('EADDRINUSE');
    await app.close();
  });
});
