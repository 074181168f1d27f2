import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { parseSlices, wholeOrNothing, type Environment } from '@renum/platform';
import cookieParser from 'cookie-parser';
import { json, raw } from 'express';
import { Logger } from 'nestjs-pino';
import { apiConfig, type ApiConfig } from './api.config';
import { AppModule } from './app.module';
import { serveModels } from './data-plane';
import { serveConsole } from './console/serve-console';
import { serveOpenApi } from './http/openapi/openapi';
import { secure } from './http/security';
import { LiveIoAdapter } from './live/live-io-adapter';
import { httpMetrics } from './observability/http-metrics';
import { STRIPE_WEBHOOK_PATH } from './payments/stripe-webhook.controller';

/** Room for an agent's instructions and for a pasted document; files do not come this way. */
const BODY_LIMIT = '2mb';
/** An OpenAPI file of 5 MB as a JSON string. */
const OPENAPI_BODY_LIMIT = '8mb';
/** An event of Stripe's is a few kilobytes; anybody may send one. */
const WEBHOOK_BODY_LIMIT = '256kb';

/** A start that fails is told by `main` in one line, not by Nest in a hundred. */
const QUIET_START = { bufferLogs: true, autoFlushLogs: false, abortOnError: false };

/** The control plane, ready to listen; the data plane, when asked for, starts with it. */
export async function createControlPlane(
  environment: Environment,
): Promise<NestExpressApplication> {
  const config = readConfig(environment);
  const module = AppModule.forRoot(config.PLANES, environment);
  const app = await wholeOrNothing((watched) =>
    NestFactory.create<NestExpressApplication>(module, { ...QUIET_START, ...watched }),
  );
  app.useLogger(app.get(Logger));
  app.flushLogs();
  serveModels(app, config.PLANES.includes('data'));
  configure(app, config);
  app.useWebSocketAdapter(new LiveIoAdapter(app));
  app.enableShutdownHooks();
  return app;
}

/** What every request passes through, outside of the rooms. */
export function configure(app: NestExpressApplication, config: ApiConfig): void {
  app.disable('x-powered-by');
  if (config.TRUSTED_PROXIES.length > 0) app.set('trust proxy', [...config.TRUSTED_PROXIES]);
  app.use(httpMetrics());
  secure(app, config);
  app.use(cookieParser());
  app.use(STRIPE_WEBHOOK_PATH, raw({ type: () => true, limit: WEBHOOK_BODY_LIMIT }));
  app.use('/v1/providers/custom', json({ limit: OPENAPI_BODY_LIMIT }));
  app.useBodyParser('json', { limit: BODY_LIMIT });
  serveOpenApi(app);
  if (config.CONSOLE_DIR) serveConsole(app, config.CONSOLE_DIR);
}

/** The data plane alone: no people's listener, only the one that its module opens. */
export async function createDataPlane(environment: Environment): Promise<INestApplicationContext> {
  const module = AppModule.forRoot(['data'], environment);
  const app = await wholeOrNothing((watched) =>
    NestFactory.createApplicationContext(module, { ...QUIET_START, ...watched }),
  );
  app.useLogger(app.get(Logger));
  app.flushLogs();
  app.enableShutdownHooks();
  return app;
}

/** Read ahead of the modules: which of them there are depends on it. */
export function readConfig(environment: Environment): ApiConfig {
  return parseSlices([apiConfig], environment).get(apiConfig.KEY) as ApiConfig;
}
