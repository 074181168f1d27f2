import type { INestApplication } from '@nestjs/common';
import helmet from 'helmet';
import type { ApiConfig } from '../api.config';

/** Headers for a single-page app that talks to its own origin, by fetch and by WebSocket. */
export function secure(app: INestApplication, config: ApiConfig): void {
  const https = config.PUBLIC_URL?.startsWith('https:') ?? false;
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          // Angular and Material write style elements at run time.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'", 'data:'],
          // 'self' covers ws: and wss: of the same host.
          connectSrc: ["'self'"],
          workerSrc: ["'self'", 'blob:'],
          // A PDF that the console has fetched, in the browser's own viewer; no page of anybody's.
          frameSrc: ['blob:'],
          objectSrc: ["'none'"],
          baseUri: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(https ? { upgradeInsecureRequests: [] } : {}),
        },
      },
      strictTransportSecurity: https,
      crossOriginEmbedderPolicy: false,
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  if (config.CORS_ORIGINS.length > 0) {
    app.enableCors({ origin: [...config.CORS_ORIGINS], credentials: true, maxAge: 600 });
  }
}
