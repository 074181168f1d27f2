const stations = '/stations';

/** An API that a tenant could have, as its file describes it. Nothing answers at its address. */
export const WEATHER_FILE = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'Weather of the e2e', version: '1' },
  servers: [{ url: 'https://weather.e2e.example/v1' }],
  components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Api-Key' } } },
  security: [{ key: [] }],
  paths: {
    '/cities/{city}/forecast': {
      get: {
        operationId: 'getForecast',
        summary: 'Forecast of a city',
        parameters: [{ name: 'city', in: 'path', required: true, schema: { type: 'string' } }],
        responses: {},
      },
    },
    [stations]: {
      get: { operationId: 'listStations', summary: 'List stations', responses: {} },
      post: { operationId: 'addStation', summary: 'Add a station', responses: {} },
    },
  },
});
