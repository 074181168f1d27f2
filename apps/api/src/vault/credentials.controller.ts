import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type CredentialTestView, type CredentialView, type Page } from '@renum/contracts';
import { tenantContext } from '@renum/platform';
import { CredentialTests, PlatformKeys, VaultService } from '@renum/vault';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { pageQuery, type PageQuery } from '../http/page-query';
import {
  createCredentialBody,
  replaceCredentialBody,
  type CreateCredentialBody,
  type ReplaceCredentialBody,
} from './credentials.dto';
import { CREDENTIAL, TESTED } from './credentials.examples';

/** No route here, or anywhere, answers with a secret. */
@ApiTags('credentials')
@Controller('v1/credentials')
export class CredentialsController {
  constructor(
    private readonly vault: VaultService,
    private readonly keys: PlatformKeys,
    private readonly tests: CredentialTests,
  ) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Credentials, newest first' })
  @ApiOkResponse({ example: { items: [CREDENTIAL] } })
  list(@Query({ schema: pageQuery }) page: PageQuery): Promise<Page<CredentialView>> {
    return this.vault.list(page);
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One credential' })
  @ApiOkResponse({ example: CREDENTIAL })
  get(@IdParam() id: string): Promise<CredentialView> {
    return this.vault.get(id);
  }

  /** From then on it is the tenant's default for its provider. */
  @Roles('owner', 'admin', 'builder')
  @Post()
  @ApiOperation({ summary: 'Store a secret' })
  @ApiCreatedResponse({ example: CREDENTIAL })
  async create(
    @Body({ schema: createCredentialBody }) body: CreateCredentialBody,
  ): Promise<CredentialView> {
    const { provider, name, baseUrl } = body;
    return this.vault.create({ provider, name, baseUrl, secret: await this.secretOf(body) });
  }

  /** A new version under the same id; running agents use it at once. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/replace')
  @HttpCode(200)
  @ApiOperation({ summary: 'Replace the secret' })
  @ApiOkResponse({ example: { ...CREDENTIAL, version: 2 } })
  async replace(
    @IdParam() id: string,
    @Body({ schema: replaceCredentialBody }) body: ReplaceCredentialBody,
  ): Promise<CredentialView> {
    const { baseUrl } = body;
    return this.vault.replace(id, { baseUrl, secret: await this.secretOf(body) });
  }

  /** Stops working within a second, everywhere, for good. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke a credential' })
  @ApiOkResponse({ example: { ...CREDENTIAL, state: 'revoked' } })
  revoke(@IdParam() id: string): Promise<CredentialView> {
    return this.vault.revoke(id);
  }

  /** Asks the provider, by a call that costs nothing. A refused key is an answer, not an error. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Test a credential at its provider' })
  @ApiOkResponse({ example: TESTED })
  test(@IdParam() id: string): Promise<CredentialTestView> {
    return this.tests.test(id);
  }

  private async secretOf(body: { secret?: string; secretJwe?: string }): Promise<string> {
    if (body.secret !== undefined) return body.secret;
    return this.keys.decrypt(tenantContext.current().tenantId, body.secretJwe ?? '');
  }
}
