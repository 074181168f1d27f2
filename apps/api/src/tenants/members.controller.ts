import { Body, Controller, Delete, Get, HttpCode, Patch } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type MemberView } from '@renum/contracts';
import { MembersService, type Principal } from '@renum/tenants';
import { CurrentUser, Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { changeMemberBody, type ChangeMemberBody } from './tenants.dto';
import { roleOf } from './role-of';
import { MEMBER } from './tenants.examples';

@ApiTags('members')
@Controller('v1/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Members of the tenant' })
  @ApiOkResponse({ example: { items: [MEMBER] } })
  async list(): Promise<{ items: MemberView[] }> {
    return { items: await this.members.list() };
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One member' })
  @ApiOkResponse({ example: MEMBER })
  get(@IdParam() id: string): Promise<MemberView> {
    return this.members.get(id);
  }

  /** The last owner stays owner, and only owners make owners. */
  @Roles('owner', 'admin')
  @Patch(':id')
  @ApiOperation({ summary: 'Change the role of a member' })
  @ApiOkResponse({ example: MEMBER })
  change(
    @IdParam() id: string,
    @Body({ schema: changeMemberBody }) { role }: ChangeMemberBody,
    @CurrentUser() user: Principal,
  ): Promise<MemberView> {
    return this.members.changeRole(id, role, roleOf(user));
  }

  /** They lose access at once. The last owner cannot be removed. */
  @Roles('owner', 'admin')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a member' })
  @ApiNoContentResponse()
  remove(@IdParam() id: string, @CurrentUser() user: Principal): Promise<void> {
    return this.members.remove(id, roleOf(user));
  }
}
