import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { runChecks, type HealthResult } from '@renum/platform';
import type { Response } from 'express';
import { Public } from '../auth/access.decorators';
import { DatabaseCheck, DockerCheck, RedisCheck } from './health-checks';

@ApiTags('Health')
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly database: DatabaseCheck,
    private readonly redis: RedisCheck,
    private readonly docker: DockerCheck,
  ) {}

  @Get('healthz')
  @ApiOperation({ summary: 'Liveness: the process answers' })
  @ApiResponse({ status: 200, schema: { example: { status: 'ok' } } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @ApiOperation({ summary: 'Readiness: database, Redis, and Docker through a living worker' })
  @ApiResponse({ status: 200, schema: { example: { status: 'ok', checks: [] } } })
  @ApiResponse({ status: 503, schema: { example: { status: 'degraded', checks: [] } } })
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ status: 'ok' | 'degraded'; checks: HealthResult[] }> {
    const checks = await runChecks([this.database, this.redis, this.docker]);
    const ok = checks.every((check) => check.ok);
    if (!ok) response.status(503);
    return { status: ok ? 'ok' : 'degraded', checks };
  }
}
