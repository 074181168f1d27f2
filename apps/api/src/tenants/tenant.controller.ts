import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type TenantView } from '@renum/contracts';
import { CurrentTenant } from '@renum/tenants';
import { Roles } from '../auth/access.decorators';
import { TENANT } from './tenants.examples';

@ApiTags('tenant')
@Controller('v1/tenant')
export class TenantController {
  constructor(private readonly tenant: CurrentTenant) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'The tenant that I work in' })
  @ApiOkResponse({ example: TENANT })
  get(): Promise<TenantView> {
    return this.tenant.view();
  }
}
