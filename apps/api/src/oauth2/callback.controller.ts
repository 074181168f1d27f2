import { Controller, Get, Header, Inject, Logger, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeEndpoint } from '@nestjs/swagger';
import type { Role } from '@renum/contracts';
import { identityConfig, type IdentityConfig } from '@renum/identity';
import { MembershipsService } from '@renum/tenants';
import { ConnectFailed, Oauth2Credentials, type ConnectFailure } from '@renum/vault';
import type { Request, Response } from 'express';
import { Public } from '../auth/access.decorators';
import { BrowserCookie } from './browser-cookie';
import { CallbackThrottle } from './callback.throttle';

const MAY_CONNECT: ReadonlySet<Role> = new Set(['owner', 'admin', 'builder']);

/** Where a provider sends the browser with its answer. For browsers, so it only ever redirects. */
@Controller('v1/oauth2')
export class CallbackController {
  private readonly logger = new Logger('Oauth2');

  constructor(
    private readonly accounts: Oauth2Credentials,
    private readonly memberships: MembershipsService,
    private readonly cookie: BrowserCookie,
    @Inject(identityConfig.KEY) private readonly config: IdentityConfig,
  ) {}

  /**
   * A top-level navigation brings no access token: the state names the flow, and the cookie proves
   * that it began in this browser. What the provider says stays here: the console's address carries
   * an id or a fixed word.
   */
  @Public()
  @UseGuards(CallbackThrottle)
  @Get('callback')
  @Header('cache-control', 'no-store')
  @Header('referrer-policy', 'no-referrer')
  @ApiExcludeEndpoint()
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    const { searchParams } = new URL(request.originalUrl, this.config.PUBLIC_URL);
    const token = this.cookie.take(request, response, searchParams.get('state') ?? '');
    try {
      const id = await this.accounts.finish(searchParams, token, (who) => this.mayStill(who));
      this.toConsole(response, 'connected', id);
    } catch (error) {
      const reason: ConnectFailure = error instanceof ConnectFailed ? error.reason : 'failed';
      this.logger.warn({ err: error, reason }, 'an account was not connected');
      this.toConsole(response, 'failed', reason);
    }
  }

  private toConsole(response: Response, name: 'connected' | 'failed', value: string): void {
    const url = new URL('/vault', this.config.PUBLIC_URL);
    url.searchParams.set(name, value);
    response.redirect(303, url.href);
  }

  /** Ten minutes are enough to be removed, or for a tenant to be suspended. */
  private async mayStill(who: { tenantId: string; userId: string }): Promise<boolean> {
    const memberships = await this.memberships.of(who.userId);
    return memberships.some(
      ({ tenantId, role, state }) =>
        tenantId === who.tenantId && state === 'active' && MAY_CONNECT.has(role),
    );
  }
}
