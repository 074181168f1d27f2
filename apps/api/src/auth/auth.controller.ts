import { Body, Controller, Get, Header, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { MeView, SignInView } from '@renum/contracts';
import { DomainError, isDomainError } from '@renum/platform';
import type { Principal } from '@renum/tenants';
import type { Request, Response } from 'express';
import { CurrentUser, Public, SignedIn } from './access.decorators';
import { signInBody, switchBody, type SignInBody, type SwitchBody } from './auth.dto';
import { ME, SIGN_IN } from './auth.examples';
import { AuthService, type SignedIn as Begun } from './auth.service';
import { RefreshCookie } from './refresh-cookie';
import { SignInThrottle } from './sign-in.throttle';

@ApiTags('auth')
@Controller('v1/auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly cookie: RefreshCookie,
  ) {}

  /** Email and password for an access token; the refresh token goes into a cookie. */
  @Public()
  @UseGuards(SignInThrottle)
  @Post('sign-in')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Sign in with email and password' })
  @ApiOkResponse({ example: SIGN_IN })
  async signIn(
    @Body({ schema: signInBody }) body: SignInBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignInView> {
    return this.answer(response, await this.auth.signIn(body, userAgentOf(request)));
  }

  /** A new access token by the cookie, which is replaced. */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Exchange the refresh cookie for a new access token' })
  @ApiOkResponse({ example: SIGN_IN })
  async refresh(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SignInView> {
    const token = this.cookie.read(request);
    if (!token) throw new DomainError('unauthenticated', 'There is no session to refresh.');
    try {
      return this.answer(response, await this.auth.refresh(token, userAgentOf(request)));
    } catch (error) {
      // A dead cookie would only be sent again and again.
      if (isDomainError(error, 'unauthenticated') || isDomainError(error, 'session_reused')) {
        this.cookie.clear(response);
      }
      throw error;
    }
  }

  /** Ends the session at once, everywhere. Works without a valid access token. */
  @Public()
  @Post('sign-out')
  @HttpCode(204)
  @ApiOperation({ summary: 'Sign out' })
  @ApiNoContentResponse()
  async signOut(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const token = this.cookie.read(request);
    if (token) await this.auth.signOut(token);
    this.cookie.clear(response);
  }

  @SignedIn()
  @Get('me')
  @ApiOperation({ summary: 'Who am I, in which tenant, as what' })
  @ApiOkResponse({ example: ME })
  me(@CurrentUser() user: Principal): Promise<MeView> {
    return this.auth.me(user);
  }

  /** The session goes on in another tenant of the same person. */
  @SignedIn()
  @Post('switch')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Work in another tenant' })
  @ApiOkResponse({ example: SIGN_IN })
  switch(
    @Body({ schema: switchBody }) { tenantId }: SwitchBody,
    @CurrentUser() user: Principal,
  ): Promise<SignInView> {
    return this.auth.switchTo(tenantId, user);
  }

  private answer(response: Response, { view, session }: Begun): SignInView {
    this.cookie.write(response, session.token, session.expiresAt);
    return view;
  }
}

export const userAgentOf = (request: Request): string => request.headers['user-agent'] ?? '';
