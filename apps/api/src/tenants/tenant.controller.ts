import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type TenantView } from '@renum/contracts';
import { CurrentTenant } from '@renum/tenants';
import { Roles } from '../auth/access.decorators';

@ApiTags('tenant')
@Controller('v1/tenant')
export class TenantController {
  constructor(private readonly tenant: CurrentTenant) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'The tenant that I work in' })
  get(): Promise<TenantView> {
    return this.tenant.view();
  }
}
