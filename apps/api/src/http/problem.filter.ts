import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { captureException } from '@sentry/nestjs';
import type { Request, Response } from 'express';
import { asDomainError, toProblem } from './problem';

/** The one way by which a REST request is refused: application/problem+json. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const response = http.getResponse<Response>();
    const { id } = http.getRequest<Request>();
    const problem = toProblem(error, typeof id === 'string' ? id : undefined);
    if (problem.status >= 500) {
      const known = asDomainError(error);
      this.logger.error({ err: known.cause ?? known, code: known.code }, known.message);
      captureException(known.cause ?? known);
    }
    if (response.headersSent) {
      // A download that broke midway: cut it, so that nobody takes the part for the whole.
      response.destroy();
      return;
    }
    const wait = problem.details?.['retryAfterSeconds'];
    if (typeof wait === 'number') response.setHeader('retry-after', Math.ceil(wait));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  }
}
