import { Body, Controller, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { InvitationLookView, SignInView } from '@renum/contracts';
import { Acceptance } from '@renum/tenants';
import type { Request, Response } from 'express';
import { Public } from '../auth/access.decorators';
import { userAgentOf } from '../auth/auth.controller';
import { SIGN_IN } from '../auth/auth.examples';
import { AuthService } from '../auth/auth.service';
import { RefreshCookie } from '../auth/refresh-cookie';
import { SignInThrottle } from '../auth/sign-in.throttle';
import { acceptBody, lookBody, type AcceptBody, type LookBody } from './tenants.dto';
import { OPEN_INVITATION } from './tenants.examples';

@ApiTags('members')
@Controller('v1/invitations')
export class AcceptanceController {
  constructor(
    private readonly acceptance: Acceptance,
    private readonly auth: AuthService,
    private readonly cookie: RefreshCookie,
  ) {}

  /** In a body, as a link's token stands in no log. Says nothing of a person: a link may be found. */
  @Public()
  @UseGuards(SignInThrottle)
  @Post('look')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Is an invitation still valid, and of which tenant' })
  @ApiOkResponse({ example: OPEN_INVITATION })
  async look(@Body({ schema: lookBody }) { token }: LookBody): Promise<InvitationLookView> {
    const tenantName = await this.acceptance.tenantNameOf(token);
    return tenantName === undefined ? { valid: false } : { valid: true, tenantName };
  }

  /** Joins with the account of the invited email, or makes one; signs in. */
  @Public()
  @UseGuards(SignInThrottle)
  @Post('accept')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Accept an invitation' })
  @ApiOkResponse({ example: SIGN_IN })
  async accept(
    @Body({ schema: acceptBody }) body: AcceptBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignInView> {
    const { userId, tenantId } = await this.acceptance.accept(body);
    const { view, session } = await this.auth.begin(userId, tenantId, userAgentOf(request));
    this.cookie.write(response, session.token, session.expiresAt);
    return view;
  }
}
