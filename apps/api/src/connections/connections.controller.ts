import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ConnectionsService, type ConnectionSettings } from '@renum/connections';
import {
  ROLES,
  type ConnectionAppView,
  type ConnectionLinkView,
  type ConnectionView,
  type Page,
} from '@renum/contracts';
import { identityConfig, type IdentityConfig } from '@renum/identity';
import { Roles } from '../auth/access.decorators';
import { pageQuery, type PageQuery } from '../http/page-query';
import { IdParam } from '../http/validation';
import {
  appsQuery,
  approveConnectionBody,
  createConnectionBody,
  linkBody,
  updateConnectionBody,
  type AppsQuery,
  type ApproveConnectionBody,
  type CreateConnectionBody,
  type LinkBody,
  type UpdateConnectionBody,
} from './connections.dto';
import { APPS, CONNECTION, CONNECTIONS, LINK, PENDING, REVOKED } from './connections.examples';

@ApiTags('connections')
@Controller('v1/connections')
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionsService,
    @Inject(identityConfig.KEY) private readonly config: IdentityConfig,
  ) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Connections, newest first' })
  @ApiOkResponse({ example: CONNECTIONS })
  list(@Query({ schema: pageQuery }) page: PageQuery): Promise<Page<ConnectionView>> {
    return this.connections.list(page);
  }

  @Roles('owner', 'admin', 'builder')
  @Get('apps')
  @ApiOperation({ summary: 'Apps whose accounts Composio or Pipedream can link' })
  @ApiOkResponse({ example: APPS })
  async apps(
    @Query({ schema: appsQuery }) { search, ...key }: AppsQuery,
  ): Promise<Page<ConnectionAppView>> {
    return { items: await this.connections.apps(key, search) };
  }

  /** A person opens the URL and agrees there; then the tools are read by `refresh`. */
  @Roles('owner', 'admin', 'builder')
  @Post('link')
  @ApiOperation({ summary: 'Link an account of an app' })
  @ApiCreatedResponse({ example: LINK })
  link(@Body({ schema: linkBody }) body: LinkBody): Promise<ConnectionLinkView> {
    const returnUrl = new URL('/connections', this.config.PUBLIC_URL).href;
    return this.connections.link({ ...body, returnUrl });
  }

  @Roles(...ROLES)
  @Get(':id')
  @ApiOperation({ summary: 'One connection, with its tools beside the approved ones' })
  @ApiOkResponse({ example: CONNECTION })
  get(@IdParam() id: string): Promise<ConnectionView> {
    return this.connections.get(id);
  }

  /** Its tools are read at once. No agent may call them before they are approved. */
  @Roles('owner', 'admin', 'builder')
  @Post()
  @ApiOperation({ summary: 'Connect an MCP server' })
  @ApiCreatedResponse({ example: PENDING })
  create(
    @Body({ schema: createConnectionBody }) body: CreateConnectionBody,
  ): Promise<ConnectionView> {
    const { name, url, transport, credentialId } = body;
    return this.connections.create({ name, url, transport, credentialId, settings: given(body) });
  }

  /** The address stays: another server is another connection. */
  @Roles('owner', 'admin', 'builder')
  @Patch(':id')
  @ApiOperation({ summary: 'Rename a connection, or change its credential and headers' })
  @ApiOkResponse({ example: CONNECTION })
  update(
    @IdParam() id: string,
    @Body({ schema: updateConnectionBody }) body: UpdateConnectionBody,
  ): Promise<ConnectionView> {
    const { name, credentialId } = body;
    const settings = given(body);
    const change = { name, credentialId };
    return this.connections.update(
      id,
      Object.keys(settings).length > 0 ? { ...change, settings } : change,
    );
  }

  /** Stops working within a second, everywhere, for good. */
  @Roles('owner', 'admin', 'builder')
  @Delete(':id')
  @ApiOperation({ summary: 'Revoke a connection' })
  @ApiOkResponse({ example: REVOKED })
  revoke(@IdParam() id: string): Promise<ConnectionView> {
    return this.connections.revoke(id);
  }

  /** A server that does not answer is a state of the connection, not an error. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Read the tools again' })
  @ApiOkResponse({ example: PENDING })
  refresh(@IdParam() id: string): Promise<ConnectionView> {
    return this.connections.refresh(id);
  }

  /** Answers 409 when the tools are others than those that were shown. */
  @Roles('owner', 'admin', 'builder')
  @Post(':id/approve')
  @HttpCode(200)
  @ApiOperation({ summary: 'Approve exactly the tools that were shown' })
  @ApiOkResponse({ example: CONNECTION })
  approve(
    @IdParam() id: string,
    @Body({ schema: approveConnectionBody }) { hash }: ApproveConnectionBody,
  ): Promise<ConnectionView> {
    return this.connections.approve(id, hash);
  }
}

/** Only what was said: what is left out stays as it is. */
function given({
  headers,
  secretHeader,
  callPriceNano,
}: Pick<CreateConnectionBody, 'headers' | 'secretHeader' | 'callPriceNano'>): ConnectionSettings {
  return {
    ...(headers && { headers }),
    ...(secretHeader !== undefined && { secretHeader }),
    ...(callPriceNano !== undefined && { callPriceNano }),
  };
}
