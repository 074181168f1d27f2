import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { InvitationView, Page, TenantView } from '@renum/contracts';
import { TenantsService, type Principal } from '@renum/tenants';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { pageQuery, type PageQuery } from '../http/page-query';
import { NEW_INVITATION, TENANT } from '../tenants/tenants.examples';
import { createTenantBody, type CreateTenantBody } from './operator-tenants.dto';

@ApiTags('operator')
@Controller('v1/operator/tenants')
export class OperatorTenantsController {
  constructor(private readonly tenants: TenantsService) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'All tenants, newest first' })
  @ApiOkResponse({ example: { items: [TENANT] } })
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<TenantView>> {
    return this.tenants.list(query);
  }

  @Operator()
  @Get(':id')
  @ApiOperation({ summary: 'One tenant' })
  @ApiOkResponse({ example: TENANT })
  get(@IdParam() id: string): Promise<TenantView> {
    return this.tenants.get(id);
  }

  /** The answer holds the link for the first owner; it is shown this once. */
  @Operator()
  @Post()
  @ApiOperation({ summary: 'Create a tenant and invite its owner' })
  @ApiCreatedResponse({ example: { ...TENANT, ownerInvitation: NEW_INVITATION } })
  async create(
    @Body({ schema: createTenantBody }) body: CreateTenantBody,
    @CurrentUser() user: Principal,
  ): Promise<TenantView & { ownerInvitation: InvitationView }> {
    const { tenant, invitation } = await this.tenants.create(body, user.userId);
    return { ...tenant, ownerInvitation: invitation };
  }

  /** All of the tenant's routes refuse from now on. */
  @Operator()
  @Post(':id/suspend')
  @HttpCode(200)
  @ApiOperation({ summary: 'Suspend a tenant' })
  @ApiOkResponse({ example: { ...TENANT, state: 'suspended' } })
  suspend(@IdParam() id: string, @CurrentUser() user: Principal): Promise<TenantView> {
    return this.tenants.setState(id, 'suspended', user.userId);
  }

  @Operator()
  @Post(':id/activate')
  @HttpCode(200)
  @ApiOperation({ summary: 'Activate a suspended tenant' })
  @ApiOkResponse({ example: TENANT })
  activate(@IdParam() id: string, @CurrentUser() user: Principal): Promise<TenantView> {
    return this.tenants.setState(id, 'active', user.userId);
  }
}
