import { Body, Controller, Header, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { AuthorizationView, CredentialView } from '@renum/contracts';
import { identityConfig, type IdentityConfig } from '@renum/identity';
import { tenantContext } from '@renum/platform';
import { egressConfig, type EgressConfig } from '@renum/proxy';
import { Oauth2Credentials, PlatformKeys, type ConnectRequest } from '@renum/vault';
import type { Response } from 'express';
import { Roles } from '../auth/access.decorators';
import { mustBeReachable } from '../http/reachable';
import { BrowserCookie, CALLBACK_PATH } from './browser-cookie';
import {
  applicationBody,
  authorizeBody,
  type ApplicationBody,
  type AuthorizeBody,
} from './oauth2.dto';
import { AUTHORIZATION, CONNECTED } from './oauth2.examples';

/** Accounts at providers, connected by OAuth 2 with the tenant's own application there. */
@ApiTags('credentials')
@Controller('v1/credentials/oauth2')
export class AccountsController {
  private readonly redirectUri: string;

  constructor(
    private readonly accounts: Oauth2Credentials,
    private readonly keys: PlatformKeys,
    private readonly cookie: BrowserCookie,
    @Inject(egressConfig.KEY) private readonly egress: EgressConfig,
    @Inject(identityConfig.KEY) { PUBLIC_URL }: IdentityConfig,
  ) {
    this.redirectUri = new URL(CALLBACK_PATH, PUBLIC_URL).href;
  }

  /** By client credentials (RFC 6749, 4.4): nobody needs to agree. */
  @Roles('owner', 'admin', 'builder')
  @Post()
  @ApiOperation({ summary: 'Connect an application with its own access' })
  @ApiCreatedResponse({ example: CONNECTED })
  async create(@Body({ schema: applicationBody }) body: ApplicationBody): Promise<CredentialView> {
    const { provider, name, clientId, scopes, fields, baseUrl } = body;
    mustBeReachable(this.egress, baseUrl);
    const request: ConnectRequest = { provider, name, clientId, scopes, fields, baseUrl };
    return this.accounts.createForApplication({ ...request, ...(await this.secretOf(body)) });
  }

  /**
   * The person then goes to `authorizationUrl`, in the same browser: it comes back to
   * `/v1/oauth2/callback`, which the application must have registered as its redirect URI.
   */
  @Roles('owner', 'admin', 'builder')
  @Post('authorize')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Begin to connect an account that a person agrees to' })
  @ApiOkResponse({ example: AUTHORIZATION })
  async authorize(
    @Body({ schema: authorizeBody }) body: AuthorizeBody,
    @Res({ passthrough: true }) response: Response,
  ): Promise<AuthorizationView> {
    const { provider = '', name = '', clientId, scopes, fields, baseUrl, credentialId } = body;
    mustBeReachable(this.egress, baseUrl);
    const secret = await this.secretOf(body);
    const request =
      credentialId === undefined
        ? { provider, name, clientId: clientId ?? '', scopes, fields, baseUrl, ...secret }
        : { credentialId, clientId, scopes, ...secret };
    const begun = await this.accounts.begin(request, this.redirectUri);
    this.cookie.write(response, begun.state, begun.browserToken);
    const { authorizationUrl, expiresAt } = begun;
    return { authorizationUrl, expiresAt: expiresAt.toISOString() };
  }

  private async secretOf(body: {
    clientSecret?: string;
    clientSecretJwe?: string;
  }): Promise<{ clientSecret?: string }> {
    const { clientSecret, clientSecretJwe } = body;
    if (clientSecretJwe === undefined) return clientSecret === undefined ? {} : { clientSecret };
    const { tenantId } = tenantContext.current();
    return { clientSecret: await this.keys.decrypt(tenantId, clientSecretJwe) };
  }
}
