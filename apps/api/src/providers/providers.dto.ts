import { MAX_OWN_OPERATIONS } from '@renum/providers';
import { z } from 'zod';

export const providersQuery = z.object({
  search: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe('Words of title, id, category or operations.'),
  category: z.string().max(40).optional(),
});
export type ProvidersQuery = z.infer<typeof providersQuery>;

const auth = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('bearer') }),
    z.strictObject({
      type: z.literal('header'),
      name: z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be a header name'),
      prefix: z.string().max(100).optional().describe('Before the key, with its space: `Token `.'),
    }),
    z.strictObject({
      type: z.literal('query'),
      name: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be a parameter name'),
    }),
    z.strictObject({ type: z.literal('basic') }),
  ])
  .describe('Where the credential goes in each call.');

const schemas = z.record(z.string().min(1).max(200), z.record(z.string(), z.unknown()));

const operation = z.strictObject({
  id: z.string().regex(/^[a-z0-9_.]{1,100}$/, 'must be of a-z, 0-9, _ and .'),
  title: z.string().trim().min(1).max(200),
  description: z.string().trim().min(1).max(2000).optional(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().min(1).max(500).describe('`/things/{id}`, relative to the base URL.'),
  access: z.enum(['read', 'write']),
  safeToRetry: z.boolean(),
  input: z
    .strictObject({
      path: schemas.optional(),
      query: schemas.optional(),
      requiredQuery: z.array(z.string().min(1).max(200)).max(100).optional(),
      body: z.record(z.string(), z.unknown()).optional(),
      bodyType: z.enum(['json', 'form']).optional(),
    })
    .optional()
    .describe(
      'JSON Schemas of what a call may say, for models; without it they say what they like.',
    ),
});

const title = z.string().trim().min(1).max(100);
const docsUrl = z.url({ protocol: /^https?$/ }).max(2000);
const baseUrl = z
  .string()
  .min(1)
  .max(2000)
  .describe('Where its credential goes; it never changes.');
const operations = z.array(operation).min(1).max(MAX_OWN_OPERATIONS);
const openapi = z
  .string()
  .min(1)
  .describe('An OpenAPI 3.0 or 3.1 or Swagger 2.0 file: JSON up to 5 MB, YAML up to 2 MB.');

/** By form with `operations`, or with `openapi` and the ids of those operations that are wanted. */
export const createProviderBody = z
  .strictObject({
    title: title.optional(),
    baseUrl: baseUrl.optional(),
    docsUrl: docsUrl.optional(),
    auth: auth.optional(),
    operations: operations.optional(),
    openapi: openapi.optional(),
    operationIds: z.array(z.string().min(1).max(100)).min(1).max(MAX_OWN_OPERATIONS).optional(),
  })
  .superRefine((body, context) => {
    const wrong = (path: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: [path], message });
    if ((body.operations === undefined) === (body.openapi === undefined))
      wrong('operations', 'Give `operations`, or a file as `openapi`.');
    if (body.operationIds && !body.openapi) wrong('operationIds', 'They choose from `openapi`.');
    if (body.openapi) return;
    for (const field of ['title', 'baseUrl', 'auth'] as const)
      if (body[field] === undefined) wrong(field, 'Required');
  })
  .meta({
    examples: [
      {
        title: 'Weather',
        baseUrl: 'https://api.weather.example/v1',
        auth: { type: 'header', name: 'x-api-key' },
        operations: [
          {
            id: 'forecast',
            title: 'Forecast of a city',
            method: 'GET',
            path: '/cities/{city}/forecast',
            access: 'read',
            safeToRetry: true,
          },
        ],
      },
    ],
  });
export type CreateProviderBody = z.infer<typeof createProviderBody>;

export const updateProviderBody = z
  .strictObject({
    title: title.optional(),
    docsUrl: docsUrl.optional(),
    auth: auth.optional(),
    operations: operations.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'Nothing to change.')
  .meta({ examples: [{ title: 'Weather and tides' }] });
export type UpdateProviderBody = z.infer<typeof updateProviderBody>;

export const previewProviderBody = z.strictObject({ openapi }).meta({
  examples: [
    {
      openapi:
        '{"openapi":"3.1.0","info":{"title":"Weather","version":"1"},"paths":{"/now":{"get":{"responses":{}}}}}',
    },
  ],
});
export type PreviewProviderBody = z.infer<typeof previewProviderBody>;
