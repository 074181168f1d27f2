import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type CustomProviderView, type OpenApiPreview } from '@renum/contracts';
import { CustomProviders, readOpenApi, type NewOwnProvider } from '@renum/providers';
import { egressConfig, type EgressConfig } from '@renum/proxy';
import { Roles } from '../auth/access.decorators';
import { mustBeReachable } from '../http/reachable';
import { newProviderOf } from './new-provider';
import {
  createProviderBody,
  previewProviderBody,
  updateProviderBody,
  type CreateProviderBody,
  type PreviewProviderBody,
  type UpdateProviderBody,
} from './providers.dto';
import { CUSTOM_PROVIDER, PREVIEW } from './providers.examples';

/** A tenant's own HTTP APIs: their operations can be granted to agents like the catalogue's. */
@ApiTags('providers')
@Controller('v1/providers/custom')
export class CustomProvidersController {
  constructor(
    private readonly custom: CustomProviders,
    @Inject(egressConfig.KEY) private readonly egress: EgressConfig,
  ) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'Own providers, newest first' })
  @ApiOkResponse({ example: { items: [CUSTOM_PROVIDER] } })
  async list(): Promise<{ items: CustomProviderView[] }> {
    return { items: await this.custom.list() };
  }

  /** Nothing is stored, and nothing outside of the file is fetched. */
  @Roles('owner', 'admin', 'builder')
  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'What an OpenAPI file offers, to choose from' })
  @ApiOkResponse({ example: PREVIEW })
  preview(@Body({ schema: previewProviderBody }) { openapi }: PreviewProviderBody): OpenApiPreview {
    return readOpenApi(openapi);
  }

  /** Then store a credential for its id, and grant its operations to agents. */
  @Roles('owner', 'admin', 'builder')
  @Post()
  @ApiOperation({ summary: 'Describe an own provider, by form or from an OpenAPI file' })
  @ApiCreatedResponse({ example: CUSTOM_PROVIDER })
  create(
    @Body({ schema: createProviderBody }) body: CreateProviderBody,
  ): Promise<CustomProviderView> {
    return this.custom.create(this.reachable(newProviderOf(body)));
  }

  @Roles(...ROLES)
  @Get(':provider')
  @ApiOperation({ summary: 'One own provider' })
  @ApiOkResponse({ example: CUSTOM_PROVIDER })
  get(@Param('provider') id: string): Promise<CustomProviderView> {
    return this.custom.get(id);
  }

  /** All but its base URL: a stored key must not move to another host. Make a new one for that. */
  @Roles('owner', 'admin', 'builder')
  @Patch(':provider')
  @ApiOperation({ summary: 'Change title, operations, or where the key goes at the same host' })
  @ApiOkResponse({ example: CUSTOM_PROVIDER })
  update(
    @Param('provider') id: string,
    @Body({ schema: updateProviderBody }) body: UpdateProviderBody,
  ): Promise<CustomProviderView> {
    return this.custom.update(id, body);
  }

  /** Its calls are refused within a second, everywhere. Its id is never used again. */
  @Roles('owner', 'admin', 'builder')
  @Delete(':provider')
  @HttpCode(204)
  @ApiOperation({ summary: 'Archive an own provider' })
  archive(@Param('provider') id: string): Promise<void> {
    return this.custom.archive(id);
  }

  private reachable(provider: NewOwnProvider): NewOwnProvider {
    mustBeReachable(this.egress, provider.baseUrl);
    return provider;
  }
}
