import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { register } from 'prom-client';
import { Public } from '../auth/access.decorators';

/** For Prometheus. Holds counts and times only: no tenant, no name, no id. */
@ApiExcludeController()
@Public()
@Controller()
export class MetricsController {
  // MetricsModule sets the path.
  @Get()
  async read(@Res({ passthrough: true }) response: Response): Promise<string> {
    response.setHeader('content-type', register.contentType);
    return register.metrics();
  }
}
