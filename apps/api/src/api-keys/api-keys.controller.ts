import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { ApiKeyView, NewApiKeyView } from '@renum/contracts';
import { ApiKeysService } from '@renum/tenants';
import { Roles } from '../auth/access.decorators';
import { IdParam } from '../http/validation';
import { createApiKeyBody, type CreateApiKeyBody } from './api-keys.dto';

const KEY: ApiKeyView = {
  id: '01a1fda5-f963-7196-8187-043089000020',
  name: 'Backend of our shop',
  role: 'builder',
  scopes: ['api', 'llm'],
  models: ['openai/gpt-5*', 'anthropic/*'],
  hint: 'q3Zk',
  createdAt: '2026-11-21T10:15:00.000Z',
  lastUsedAt: '2026-11-21T11:02:00.000Z',
  expired: false,
};
const NEW_KEY: NewApiKeyView = { ...KEY, key: 'rnm_…' };

/**
 * Keys for a tenant's own programs, for this API and for models. A key's budget is one of
 * `/v1/budgets` with the scope `app`. Sent as `Authorization: Bearer rnm_…` in place of a token.
 */
@ApiTags('api-keys')
@Controller('v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Roles('owner', 'admin')
  @Get()
  @ApiOperation({ summary: 'API keys, newest first' })
  @ApiOkResponse({ example: { items: [KEY] } })
  async list(): Promise<{ items: ApiKeyView[] }> {
    return { items: await this.keys.list() };
  }

  /** The answer holds the key; it is shown this once and stored as a hash. */
  @Roles('owner', 'admin')
  @Post()
  @ApiOperation({ summary: 'Make an API key' })
  @ApiCreatedResponse({ example: NEW_KEY })
  create(
    @Body({ schema: createApiKeyBody }) { expiresAt, ...key }: CreateApiKeyBody,
  ): Promise<NewApiKeyView> {
    return this.keys.create({ ...key, ...(expiresAt && { expiresAt: new Date(expiresAt) }) });
  }

  @Roles('owner', 'admin')
  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revoke an API key' })
  @ApiNoContentResponse()
  revoke(@IdParam() id: string): Promise<void> {
    return this.keys.revoke(id);
  }
}
