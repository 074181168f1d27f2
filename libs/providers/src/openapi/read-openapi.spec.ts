import { cpuTime } from '@renum/testing';
import { stringify } from 'yaml';
import { MAX_JSON_BYTES } from './parse-text';
import { readOpenApi } from './read-openapi';

const info = { title: 'Pets', version: '1' };
const ok = { responses: { 200: { description: 'ok' } } };

/** Valid by default; override what matters. */
const document = (change: object = {}) => ({
  openapi: '3.0.3',
  info,
  servers: [{ url: 'https://{region}.pets.example/v1/', variables: { region: { default: 'eu' } } }],
  security: [{ key: [] }],
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key' } },
    schemas: {
      Pet: {
        type: 'object',
        required: ['name', 'id', 'gone'],
        properties: {
          id: { type: 'integer', readOnly: true },
          name: { type: 'string', description: 'What it is\n called', nullable: true },
          friends: { type: 'array', items: { $ref: '#/components/schemas/Pet' } },
        },
      },
    },
  },
  paths: {
    '/pets/{pet-id}': {
      parameters: [{ name: 'pet-id', in: 'path', required: true, schema: { type: 'string' } }],
      get: { operationId: 'getPetById', summary: 'A pet', ...ok },
      put: {
        operationId: 'putPet',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Pet' } } },
        },
        ...ok,
      },
    },
    '/pets/me': { get: { ...ok, description: 'My own pet' } },
    '/pets': {
      get: {
        parameters: [
          { name: 'limit', in: 'query', required: true, schema: { type: 'integer', maximum: 9 } },
          { name: 'X-Trace', in: 'header', required: true, schema: { type: 'string' } },
        ],
        ...ok,
      },
      post: {
        requestBody: {
          content: {
            'application/x-www-form-urlencoded': {
              schema: { type: 'object', properties: { name: { type: 'string' } } },
            },
          },
        },
        ...ok,
      },
    },
    '/upload': {
      post: { requestBody: { required: true, content: { 'multipart/form-data': {} } }, ...ok },
    },
  },
  ...change,
});
const read = (change?: object) => readOpenApi(JSON.stringify(document(change)));
const paths = (value: object) => read({ paths: value });
const operation = (preview: ReturnType<typeof read>, id: string) =>
  preview.operations.find((each) => each.id === id);

describe('readOpenApi', () => {
  it('makes tools of operations', () => {
    const preview = read();
    expect(preview).toMatchObject({
      title: 'Pets',
      baseUrls: ['https://eu.pets.example/v1'],
      auth: { type: 'header', name: 'x-key' },
    });
    expect(preview.operations.map(({ id, method, path }) => `${id} ${method} ${path}`)).toEqual([
      'get_pet_by_id GET /pets/{pet_id}',
      'put_pet PUT /pets/{pet_id}',
      'get_pets_me GET /pets/me',
      'get_pets GET /pets',
      'post_pets POST /pets',
    ]);
    expect(operation(preview, 'get_pet_by_id')).toMatchObject({
      title: 'A pet',
      access: 'read',
      safeToRetry: true,
      input: { path: { pet_id: { type: 'string' } } },
    });
    expect(operation(preview, 'get_pets')?.input).toEqual({
      query: { limit: { type: 'integer', maximum: 9 } },
      requiredQuery: ['limit'],
    });
    expect(operation(preview, 'post_pets')).toMatchObject({
      access: 'write',
      safeToRetry: false,
      input: { bodyType: 'form', body: { properties: { name: { type: 'string' } } } },
    });
  });

  it('follows references within the file, once round a circle, and drops what only answers hold', () => {
    expect(operation(read(), 'put_pet')).toMatchObject({
      safeToRetry: true,
      input: {
        bodyType: 'json',
        body: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: ['string', 'null'], description: 'What it is called' },
            friends: { type: 'array', items: {} },
          },
        },
      },
    });
  });

  it('says what it left out', () => {
    const { warnings } = read();
    expect(warnings).toEqual([
      'GET /pets: it wants the header "X-Trace", which tools cannot send.',
      'POST /upload: left out: its body is neither JSON nor a form.',
    ]);
  });

  it('reads the same from YAML, and from Swagger 2.0', () => {
    expect(readOpenApi(stringify(document()))).toEqual(read());
    const swagger = {
      swagger: '2.0',
      info,
      host: 'pets.example',
      basePath: '/api',
      schemes: ['https'],
      securityDefinitions: { login: { type: 'basic' } },
      security: [{ login: [] }],
      definitions: { Pet: { type: 'object', properties: { name: { type: 'string' } } } },
      paths: {
        '/pets': {
          post: {
            operationId: 'addPet',
            consumes: ['application/json'],
            parameters: [{ name: 'pet', in: 'body', schema: { $ref: '#/definitions/Pet' } }],
            ...ok,
          },
        },
      },
    };
    expect(readOpenApi(JSON.stringify(swagger))).toMatchObject({
      baseUrls: ['https://pets.example/api'],
      auth: { type: 'basic' },
      operations: [
        { id: 'add_pet', input: { body: { properties: { name: { type: 'string' } } } } },
      ],
    });
  });

  it.each([
    [{ type: 'http', scheme: 'Bearer' }, { type: 'bearer' }],
    [{ type: 'http', scheme: 'basic' }, { type: 'basic' }],
    [
      { type: 'apiKey', in: 'query', name: 'api_key' },
      { type: 'query', name: 'api_key' },
    ],
    [{ type: 'oauth2', flows: {} }, { type: 'bearer' }],
    [{ type: 'apiKey', in: 'cookie', name: 'sid' }, undefined],
    [{ type: 'http', scheme: 'digest' }, undefined],
  ])('takes %j for %j', (scheme, auth) => {
    const components = { securitySchemes: { key: scheme } };
    expect(read({ components, paths: { '/a': { get: ok } } }).auth).toEqual(auth);
  });

  it.each([
    ['/v1', 'is no absolute URL'],
    ['https://{host}/x', 'part without a default'],
    ['ftp://files.example', 'not reached by HTTP'],
    ['https://me:pw@pets.example', 'more than a plain URL'],
  ])('does not take the server %s', (url, why) => {
    const { baseUrls, warnings } = read({ servers: [{ url }] });
    expect(baseUrls).toEqual([]);
    expect(warnings.join()).toContain(why);
    expect(warnings.join()).toContain('give the base URL yourself');
  });

  it('never leaves the file', () => {
    const elsewhere = { $ref: 'https://evil.example/schemas.json#/Pet' };
    const content = { 'application/json': { schema: elsewhere } };
    const preview = paths({ '/a': { post: { requestBody: { content }, ...ok } } });
    expect(preview.operations[0]?.input?.body).toEqual({ type: 'object' });
    expect(preview.warnings.join()).toContain('evil.example/schemas.json#/Pet leads nowhere');
  });

  it('leaves out what two operations could mean, and paths with more than one reading', () => {
    const { operations, warnings } = paths({
      '/a/{x}': { get: ok },
      '/a/{y}': { get: ok },
      '/a/me': { get: ok },
      '/b/{x}/c': { get: ok },
      '/b/d/{y}': { get: ok },
      '/c/{a}-{b}': { get: ok },
      '/c/d%2fe': { get: ok },
      '/c/../e': { get: ok },
      '/c/x:list': { get: ok },
      '/f/{x}:run': { get: ok },
    });
    expect(operations.map(({ path }) => path)).toEqual([
      '/a/{x}',
      '/a/me',
      '/b/{x}/c',
      '/f/{x}:run',
    ]);
    expect(warnings.filter((each) => each.includes('left out'))).toHaveLength(6);
  });

  it('tells large schemas briefly', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 150 }, (_, i) => [
        `field_${i}`,
        {
          type: 'object',
          description: 'long '.repeat(50),
          properties: { deep: { type: 'string' } },
        },
      ]),
    );
    const content = { 'application/json': { schema: { type: 'object', properties } } };
    const { operations } = paths({ '/a': { post: { requestBody: { content }, ...ok } } });
    const body = operations[0]?.input?.body;
    expect(JSON.stringify(body).length).toBeLessThan(6_100);
    expect(Object.keys(body?.['properties'] as object)).toHaveLength(150);
  });

  it('is not led into a maze of schemas', () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `S${i}`,
        {
          type: 'object',
          properties: Object.fromEntries(
            Array.from({ length: 60 }, (_, j) => [`p${j}`, { $ref: `#/components/schemas/S${j}` }]),
          ),
        },
      ]),
    );
    const post = (schema: object) => ({
      post: { requestBody: { content: { 'application/json': { schema } } }, ...ok },
    });
    const { S0 = {} } = schemas;
    const many = Array.from({ length: 600 }, (_, i) => [`/a${i}`, post({ ...S0, title: `${i}` })]);
    const maze = { components: { schemas }, paths: Object.fromEntries(many) };
    const { result, ms } = cpuTime(() => read(maze));
    expect(ms).toBeLessThan(5_000);
    const { operations } = result;
    expect(operations[0]?.input?.body).toMatchObject({ properties: { p59: { type: 'object' } } });
    expect(operations[599]?.input?.body).toEqual({ type: 'object' });
  });

  const repeated = Array.from({ length: 20_000 }, (_, i) => `/a${i}`);
  it.each([
    ['one id', Object.fromEntries(repeated.map((path) => [path, { get: { operationId: 'x' } }]))],
    ['one item', Object.fromEntries(repeated.map((path) => [path, { $ref: '#/components/item' }]))],
    [
      'parameters of one name',
      {
        [`/${repeated
          .slice(0, 2_000)
          .map((_, i) => `{${i}}`)
          .join('/')}`]: { get: ok },
        '/a': { get: ok },
      },
    ],
  ])('does not hold up the process over %s', (_what, paths) => {
    const parameters = Array.from({ length: 5_000 }, (_, i) => ({ name: `p${i}`, in: 'query' }));
    const long = { paths, components: { item: { parameters, get: ok } } };
    const { result, ms } = cpuTime(() => read(long));
    expect(ms).toBeLessThan(5_000);
    expect(result.operations.length).toBeGreaterThan(0);
  });

  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...[...'bcdefghi'].map((name, i) => {
      const before = 'abcdefghi'[i];
      return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
    }),
  ].join('\n');
  it.each([
    ['a YAML bomb', bomb, 'alias'],
    ['a circle of aliases', 'openapi: 3.0.0\npaths: &p\n  /a: *p\n', ''],
    ['too deep a nesting', `{"openapi":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'nested'],
    ['too deep a YAML', `a: ${'['.repeat(50_000)}`, ''],
    ['a list', '[1]', 'no object'],
    ['no text', '', 'no object'],
    ['broken JSON', '{"openapi":', ''],
    ['another version', '{"openapi":"4.0.0","paths":{}}', 'neither'],
    ['no paths', '{"openapi":"3.1.0"}', 'no paths'],
    ['nothing to call', '{"openapi":"3.1.0","paths":{}}', ''],
    [
      'odd parts',
      '{"openapi":"3.0.0","paths":{"/a":{"get":{"parameters":7,"requestBody":3}},"/b":null},"components":5,"servers":7}',
      undefined,
    ],
  ])('survives %s', (_, text, why) => {
    if (why === undefined) return void expect(readOpenApi(text).operations).toHaveLength(1);
    const { ms } = cpuTime(() =>
      expect(() => readOpenApi(text)).toThrow(
        expect.objectContaining({
          code: 'validation_failed',
          message: expect.stringContaining(why),
        }),
      ),
    );
    expect(ms).toBeLessThan(5_000);
  });

  it('refuses what is too large', () => {
    const text = `{"openapi":"${'x'.repeat(MAX_JSON_BYTES)}"}`;
    for (const each of [text, `openapi: ${'x'.repeat(3 * 1024 * 1024)}`])
      expect(() => readOpenApi(each)).toThrow(
        expect.objectContaining({ code: 'payload_too_large' }),
      );
  });
});
