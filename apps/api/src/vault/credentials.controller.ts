import { Body, Controller, Get, HttpCode, Inject, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  ROLES,
  type AuditEntryView,
  type CredentialTestView,
  type CredentialVersionView,
  type CredentialView,
  type Page,
} from '@renum/contracts';
import { UsersService } from '@renum/identity';
import { egressConfig, type EgressConfig } from '@renum/proxy';
import { CredentialTests, VaultService } from '@renum/vault';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { pageQuery, type PageQuery } from '../http/page-query';
import { mustBeReachable } from '../http/reachable';
import { CredentialAccessLog } from './credential-access-log';
import { CredentialSecrets } from './credential-secrets';
import {
  createCredentialBody,
  replaceCredentialBody,
  type CreateCredentialBody,
  type ReplaceCredentialBody,
} from './credentials.dto';
import { ACCESS_LOG, CREDENTIAL, TESTED, VERSIONS } from './credentials.examples';

/** No route here, or anywhere, answers with a secret. */
@ApiTags('credentials')
@Controller('v1/credentials')
export class CredentialsController {
  constructor(
    private readonly vault: VaultService,
    private readonly secrets: CredentialSecrets,
    private readonly tests: CredentialTests,
    private readonly log: CredentialAccessLog,
    private readonly users: UsersService,
    @Inject(egressConfig.KEY) private readonly egress: EgressConfig,
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
    mustBeReachable(this.egress, baseUrl);
    return this.vault.create({ provider, name, baseUrl, ...(await this.secrets.of(body)) });
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
    mustBeReachable(this.egress, baseUrl);
    return this.vault.replace(id, { baseUrl, ...(await this.secrets.of(body)) });
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

  /** Every opening of the secret, and every change of it. */
  @Roles('owner', 'admin', 'builder')
  @Get(':id/access')
  @ApiOperation({ summary: 'Who used or changed a credential, newest first' })
  @ApiOkResponse({ example: ACCESS_LOG })
  access(
    @IdParam() id: string,
    @Query({ schema: pageQuery }) page: PageQuery,
  ): Promise<Page<AuditEntryView>> {
    return this.log.of(id, page);
  }

  /** Of a token that is renewed, only the newest few, and what people put in. */
  @Roles(...ROLES)
  @Get(':id/versions')
  @ApiOperation({ summary: 'Versions of a secret, newest first; never the secrets' })
  @ApiOkResponse({ example: VERSIONS })
  async versions(@IdParam() id: string): Promise<{ items: CredentialVersionView[] }> {
    const rows = await this.vault.versions(id);
    const makers = rows.flatMap(({ createdBy }) => createdBy ?? []);
    const names = await this.users.named([...new Set(makers)]);
    const items = rows.map(({ version, createdAt, createdBy, current }) => {
      const maker = createdBy === null ? undefined : names.get(createdBy)?.email;
      const at = createdAt.toISOString();
      return { version, createdAt: at, ...(maker && { createdBy: maker }), current };
    });
    return { items };
  }
}
