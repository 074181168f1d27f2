import type { NextFunction, Request, Response } from 'express';
import { Histogram, register } from 'prom-client';

const NAME = 'renum_http_request_seconds';

/** Times each request by its route, not by its path: ids would make a series each. */
export function httpMetrics() {
  const existing = register.getSingleMetric(NAME);
  if (existing) register.removeSingleMetric(NAME);
  const seconds = new Histogram({
    name: NAME,
    help: 'Time from request to the end of the answer, by route.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return (request: Request, response: Response, next: NextFunction): void => {
    const end = seconds.startTimer();
    response.once('finish', () => {
      const route = (request.route as { path?: unknown } | undefined)?.path;
      end({
        method: request.method,
        route: typeof route === 'string' ? route : 'other',
        status: response.statusCode,
      });
    });
    next();
  };
}
