import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ROLES, type ProviderOperationView, type ProviderView } from '@renum/contracts';
import { ProviderCatalogue, type ProviderManifest, type ProviderOperation } from '@renum/providers';
import { Roles } from '../auth/access.decorators';

@ApiTags('providers')
@Controller('v1/providers')
export class ProvidersController {
  constructor(private readonly catalogue: ProviderCatalogue) {}

  @Roles(...ROLES)
  @Get()
  @ApiOperation({ summary: 'External APIs that agents can use' })
  @ApiOkResponse({
    example: {
      items: [
        {
          id: 'tavily',
          title: 'Tavily',
          kind: 'tool',
          docsUrl: 'https://docs.tavily.com',
          hosts: ['api.tavily.com'],
          needsBaseUrl: false,
          secretLabel: 'API key (tvly-…)',
          models: [],
          category: 'search',
          credential: {
            kind: 'apiKey',
            fields: [{ name: 'secret', label: 'API key (tvly-…)', secret: true }],
          },
          testIsFree: true,
          custom: false,
          rateLimits: [],
          operations: [
            {
              id: 'search',
              title: 'Web search',
              method: 'POST',
              path: '/search',
              access: 'read',
              safeToRetry: true,
              meter: { name: 'credits', priceNano: '8000000' },
            },
          ],
        },
      ],
    },
  })
  list(): { items: ProviderView[] } {
    return { items: this.catalogue.list().map(viewOf) };
  }
}

const viewOf = (manifest: ProviderManifest): ProviderView => ({
  id: manifest.id,
  title: manifest.title,
  kind: manifest.kind,
  docsUrl: manifest.docsUrl,
  hosts: manifest.hosts,
  needsBaseUrl: manifest.needsBaseUrl,
  secretLabel: manifest.secretLabel,
  models: manifest.models,
  category: manifest.category,
  credential: manifest.credential,
  baseUrlExample: manifest.baseUrlExample,
  testIsFree: manifest.test.free,
  custom: false,
  rateLimits: manifest.rateLimits,
  operations: manifest.operations.map(operationView),
});

const operationView = (operation: ProviderOperation): ProviderOperationView => {
  const { id, title, method, path, access, safeToRetry, meter, priceNano } = operation;
  const metered = meter && priceNano !== undefined;
  return {
    id,
    title,
    method,
    path,
    access,
    safeToRetry,
    ...(metered && { meter: { name: meter.name, priceNano: String(priceNano) } }),
  };
};
