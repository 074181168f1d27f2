import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type {
  AuditEntryView,
  CredentialTestView,
  CredentialView,
  Page,
  ProviderView,
  PublicKeyView,
} from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { ProviderCatalogue } from '@renum/providers';
import { egressConfig, isShareable, type EgressConfig } from '@renum/proxy';
import { PlatformTenant, type Principal } from '@renum/tenants';
import { CredentialTests, VaultService } from '@renum/vault';
import { CurrentUser, Operator } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { mustBeReachable } from '../http/reachable';
import { IdParam } from '../http/validation';
import { viewOf } from '../providers/provider-views';
import { PROVIDER } from '../providers/providers.examples';
import { CredentialAccessLog } from './credential-access-log';
import { CredentialSecrets } from './credential-secrets';
import {
  createCredentialBody,
  replaceCredentialBody,
  type CreateCredentialBody,
  type ReplaceCredentialBody,
} from './credentials.dto';
import { CREDENTIAL, PLATFORM_ACCESS_LOG, PUBLIC_KEY, TESTED } from './credentials.examples';

/**
 * The platform's own keys. A tenant whose terms allow it uses them for providers that it has no key
 * for; its price book says at which margin.
 */
@ApiTags('operator')
@Controller('v1/operator/credentials')
export class OperatorCredentialsController {
  constructor(
    private readonly platform: PlatformTenant,
    private readonly vault: VaultService,
    private readonly secrets: CredentialSecrets,
    private readonly tests: CredentialTests,
    private readonly log: CredentialAccessLog,
    private readonly catalogue: ProviderCatalogue,
    @Inject(egressConfig.KEY) private readonly egress: EgressConfig,
  ) {}

  @Operator()
  @Get()
  @ApiOperation({ summary: 'Keys of the platform, newest first' })
  @ApiOkResponse({ example: { items: [CREDENTIAL] } })
  list(
    @Query({ schema: pageQuery }) page: PageQuery,
    @CurrentUser() { userId }: Principal,
  ): Promise<Page<CredentialView>> {
    return this.platform.run(userId, () => this.vault.list(page));
  }

  @Operator()
  @Get('providers')
  @ApiOperation({ summary: 'Providers that a key of the platform can serve for' })
  @ApiOkResponse({ example: { items: [PROVIDER] } })
  providers(): { items: ProviderView[] } {
    return { items: this.catalogue.list().filter(isShareable).map(viewOf) };
  }

  /** What is encrypted with it can be handed in only here. */
  @Operator()
  @Get('public-key')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'The key to which keys of the platform are encrypted' })
  @ApiOkResponse({ example: PUBLIC_KEY })
  publicKey(@CurrentUser() { userId }: Principal): Promise<PublicKeyView> {
    return this.platform.run(userId, () => this.secrets.publicKey());
  }

  @Operator()
  @Get(':id')
  @ApiOperation({ summary: 'One key of the platform' })
  @ApiOkResponse({ example: CREDENTIAL })
  get(@IdParam() id: string, @CurrentUser() { userId }: Principal): Promise<CredentialView> {
    return this.platform.run(userId, () => this.vault.get(id));
  }

  /** From then on it serves tenants that may use the platform's keys and have none of their own. */
  @Operator()
  @Post()
  @ApiOperation({ summary: 'Store a key of the platform' })
  @ApiCreatedResponse({ example: CREDENTIAL })
  async create(
    @Body({ schema: createCredentialBody }) body: CreateCredentialBody,
    @CurrentUser() { userId }: Principal,
  ): Promise<CredentialView> {
    const { provider, name, baseUrl } = body;
    this.mustBeShareable(provider);
    mustBeReachable(this.egress, baseUrl);
    return this.platform.run(userId, async () =>
      this.vault.create({ provider, name, baseUrl, ...(await this.secrets.of(body)) }),
    );
  }

  /** A new version under the same id; calls use it at once. */
  @Operator()
  @Post(':id/replace')
  @HttpCode(200)
  @ApiOperation({ summary: 'Replace a key of the platform' })
  @ApiOkResponse({ example: { ...CREDENTIAL, version: 2 } })
  async replace(
    @IdParam() id: string,
    @Body({ schema: replaceCredentialBody }) body: ReplaceCredentialBody,
    @CurrentUser() { userId }: Principal,
  ): Promise<CredentialView> {
    const { baseUrl } = body;
    mustBeReachable(this.egress, baseUrl);
    return this.platform.run(userId, async () =>
      this.vault.replace(id, { baseUrl, ...(await this.secrets.of(body)) }),
    );
  }

  /** Stops working within a second, everywhere, for good. */
  @Operator()
  @Post(':id/revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke a key of the platform' })
  @ApiOkResponse({ example: { ...CREDENTIAL, state: 'revoked' } })
  revoke(@IdParam() id: string, @CurrentUser() { userId }: Principal): Promise<CredentialView> {
    return this.platform.run(userId, () => this.vault.revoke(id));
  }

  @Operator()
  @Post(':id/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Test a key of the platform at its provider' })
  @ApiOkResponse({ example: TESTED })
  test(@IdParam() id: string, @CurrentUser() { userId }: Principal): Promise<CredentialTestView> {
    return this.platform.run(userId, () => this.tests.test(id));
  }

  /** With the tenant for which it was opened. */
  @Operator()
  @Get(':id/access')
  @ApiOperation({ summary: 'Who used or changed a key of the platform, newest first' })
  @ApiOkResponse({ example: PLATFORM_ACCESS_LOG })
  access(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
    @CurrentUser() { userId }: Principal,
  ): Promise<Page<AuditEntryView>> {
    return this.platform.run(userId, () => this.log.of(id, page));
  }

  /** A key that could never serve anybody is better not stored. */
  private mustBeShareable(provider: string): void {
    const manifest = this.catalogue.find(provider);
    if (!manifest || isShareable(manifest)) return;
    const message = `Calls of ${manifest.title} are not sold by the call: a key would serve nobody.`;
    throw new DomainError('validation_failed', message, {
      details: { errors: [{ path: 'provider', message }] },
    });
  }
}
