import { existsSync } from 'node:fs';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';

/** Paths of the API; a typing error in one must not be answered with a page. */
const RESERVED =
  /^\/(v1|docs|docs-json|docs-yaml|socket\.io|live|healthz|readyz|metrics|\.well-known)(\/|$)/;
/** Names that carry a hash of their content. */
const HASHED = /-[A-Z0-9]{8}\.(js|css|woff2?|svg|png)$/;

const YEAR_SECONDS = 31_536_000;

function cacheControl(response: Response, file: string): void {
  const value = HASHED.test(file) ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache';
  response.setHeader('cache-control', value);
}

/** Serves the built console from `directory`; any path that is a page gets its index. */
export function serveConsole(app: NestExpressApplication, directory: string): void {
  const index = path.join(directory, 'index.html');
  if (!existsSync(index)) {
    throw new Error(`CONSOLE_DIR has no index.html: ${directory}. Build the console first.`);
  }
  const files = express.static(directory, { index: false, setHeaders: cacheControl });
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (RESERVED.test(request.path)) {
      next();
      return;
    }
    files(request, response, () => {
      const page = request.method === 'GET' || request.method === 'HEAD';
      // A missing script must be a 404, not a page that the browser then fails to run.
      if (!page || path.extname(request.path) !== '') {
        next();
        return;
      }
      response.setHeader('cache-control', 'no-cache');
      // By its root: a folder above may begin with a dot, and such are hidden.
      response.sendFile('index.html', { root: directory });
    });
  });
}
