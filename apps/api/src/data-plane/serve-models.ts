import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppDoor, isAppTarget, refuseApp } from '@renum/proxy';
import type { NextFunction, Request, Response } from 'express';

/**
 * Models for external apps, below `/llm`: before anything that reads bodies, sets headers or knows
 * origins, since all of that is the data plane's own business.
 */
export function serveModels(app: NestExpressApplication, hasDataPlane: boolean): void {
  const door = hasDataPlane ? app.get(AppDoor, { strict: false }) : undefined;
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (!isAppTarget(request.url)) next();
    else if (door) door.handle(request, response, request.ip ?? 'unknown');
    else refuseApp(request, response);
  });
}
