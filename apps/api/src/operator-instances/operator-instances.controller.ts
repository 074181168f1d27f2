import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { InstanceView, Page } from '@renum/contracts';
import { InstancesService } from '@renum/orchestrator';
import type { Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { pageQuery, type PageQuery } from '../http/page-query';

@ApiTags('operator')
@Controller('v1/operator/instances')
export class OperatorInstancesController {
  constructor(private readonly instances: InstancesService) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'Sandboxes of all tenants that are not gone, newest first' })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<InstanceView>> {
    return this.instances.list(query);
  }

  @Operator()
  @Post(':id/stop')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop a sandbox, whatever it is doing' })
  async stop(@IdParam() id: string, @CurrentUser() user: Principal): Promise<void> {
    await this.instances.stop(id, user.userId);
  }
}
