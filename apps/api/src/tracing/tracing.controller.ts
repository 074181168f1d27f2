import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { TracingView } from '@renum/contracts';
import { TracingService } from '@renum/tracing';
import { Roles } from '../auth/access.decorators';
import { tracingBody, type TracingBody } from './tracing.dto';

const TRACING: TracingView = {
  enabled: true,
  credentialId: '01a1fda5-f963-7196-8187-043089000040',
  captureContent: false,
  sampleRate: 1,
  exports: { pending: 1, sent: 214, failed: 0, lastSentAt: '2026-11-21T11:02:00.000Z' },
};

/** Runs in a tenant's own Langfuse: one trace a run, sent when it has ended. */
@ApiTags('tracing')
@Controller('v1/tracing')
export class TracingController {
  constructor(private readonly tracing: TracingService) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'Whether runs are traced, and how that goes' })
  @ApiOkResponse({ example: TRACING })
  get(): Promise<TracingView> {
    return this.tracing.get();
  }

  /** From the next run’s end on. */
  @Roles('owner', 'admin')
  @Put()
  @ApiOperation({ summary: 'Set whether runs are traced, where, and with contents or not' })
  @ApiOkResponse({ example: TRACING })
  set(@Body({ schema: tracingBody }) body: TracingBody): Promise<TracingView> {
    return this.tracing.set(body);
  }
}
