import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { InvitationView } from '@renum/contracts';
import { InvitationsService, type Principal } from '@renum/tenants';
import { CurrentUser, Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { roleOf } from './role-of';
import { INVITATION, NEW_INVITATION } from './tenants.examples';
import { inviteBody, type InviteBody } from './tenants.dto';

@ApiTags('members')
@Controller('v1/invitations')
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'Open invitations' })
  @ApiOkResponse({ example: { items: [INVITATION] } })
  async list(): Promise<{ items: InvitationView[] }> {
    return { items: await this.invitations.list() };
  }

  /** The answer holds the link for the person; it is shown this once and stored as a hash. */
  @Roles('owner', 'admin')
  @Post()
  @ApiOperation({ summary: 'Invite somebody by email' })
  @ApiCreatedResponse({ example: NEW_INVITATION })
  create(
    @Body({ schema: inviteBody }) body: InviteBody,
    @CurrentUser() user: Principal,
  ): Promise<InvitationView> {
    return this.invitations.create({ ...body, invitedBy: user.userId }, roleOf(user));
  }

  @Roles('owner', 'admin')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take an invitation back' })
  @ApiNoContentResponse()
  revoke(@IdParam() id: string): Promise<void> {
    return this.invitations.revoke(id);
  }
}
