import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type ProviderView } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { ProviderDirectory } from '@renum/providers';
import { Roles } from '../auth/access.decorators';
import { isMeant, viewOf } from './provider-views';
import { providersQuery, type ProvidersQuery } from './providers.dto';
import { PROVIDER } from './providers.examples';

@ApiTags('providers')
@Controller('v1/providers')
export class ProvidersController {
  constructor(private readonly directory: ProviderDirectory) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'External APIs that agents can use, the own ones last' })
  @ApiOkResponse({ example: { items: [PROVIDER] } })
  async list(
    @Query({ schema: providersQuery }) query: ProvidersQuery,
  ): Promise<{ items: ProviderView[] }> {
    const all = await this.directory.list();
    return { items: all.filter((manifest) => isMeant(manifest, query)).map(viewOf) };
  }

  @Roles(...ROLES)
  @Get(':provider')
  @ApiOperation({ summary: 'One external API with all its operations' })
  @ApiOkResponse({ example: PROVIDER })
  async get(@Param('provider') id: string): Promise<ProviderView> {
    const manifest = await this.directory.find(id);
    if (!manifest) throw new DomainError('not_found', 'There is no such provider.');
    return viewOf(manifest);
  }
}
