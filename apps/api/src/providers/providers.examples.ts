import type {
  CustomOperation,
  CustomProviderView,
  OpenApiPreview,
  ProviderView,
} from '@renum/contracts';

/** What the documentation shows. */
export const PROVIDER: ProviderView = {
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
  keyPlaces: ['authorization: Bearer ••••'],
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
      input: {
        body: {
          type: 'object',
          properties: { query: { type: 'string' } },
          required: ['query'],
        },
      },
      meter: { name: 'credits', priceNano: '8000000' },
    },
  ],
};

const OPERATION: CustomOperation = {
  id: 'forecast',
  title: 'Forecast of a city',
  method: 'GET',
  path: '/cities/{city}/forecast',
  access: 'read',
  safeToRetry: true,
  input: {
    path: { city: { type: 'string' } },
    query: { days: { type: 'integer', maximum: 14 } },
  },
};

export const CUSTOM_PROVIDER: CustomProviderView = {
  id: 'own-weather',
  title: 'Weather',
  source: 'form',
  baseUrl: 'https://api.weather.example/v1',
  auth: { type: 'header', name: 'x-api-key' },
  operations: [OPERATION],
  createdAt: '2026-11-21T10:00:00.000Z',
  updatedAt: '2026-11-21T10:00:00.000Z',
};

export const PREVIEW: OpenApiPreview = {
  title: 'Weather',
  baseUrls: ['https://api.weather.example/v1'],
  auth: { type: 'header', name: 'x-api-key' },
  operations: [OPERATION],
  warnings: ['POST /upload: left out: its body is neither JSON nor a form.'],
};
