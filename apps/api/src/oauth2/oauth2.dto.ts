import { z } from 'zod';

const application = {
  clientId: z.string().min(1).max(500).describe("The client id of the tenant's own application."),
  clientSecret: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .describe('Its secret. For programs; the console sends `clientSecretJwe`.'),
  clientSecretJwe: z
    .string()
    .min(1)
    .max(16_384)
    .optional()
    .describe('Its secret, encrypted like any other to the key of `GET /v1/vault/public-key`.'),
  scopes: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'a scope has no spaces or quotes'))
    .max(100)
    .optional()
    .describe("What it may do; without them the provider's usual scopes."),
};

const described = {
  provider: z.string().min(1).max(100).describe('An id of `GET /v1/providers` with `oauth2`.'),
  name: z.string().trim().min(1).max(200),
  fields: z
    .record(z.string().min(1).max(100), z.string().max(10_000))
    .optional()
    .describe('The other parts of the credential, where its provider has any.'),
  baseUrl: z.string().max(2000).optional(),
};

const ONE_SECRET = {
  message: 'Give `clientSecret` or `clientSecretJwe`, not both.',
  path: ['clientSecret'],
};
interface GivenSecret {
  clientSecret?: string;
  clientSecretJwe?: string;
}
const atMostOne = ({ clientSecret, clientSecretJwe }: GivenSecret): boolean =>
  clientSecret === undefined || clientSecretJwe === undefined;

export const applicationBody = z
  .strictObject({ ...described, ...application })
  .refine(atMostOne, ONE_SECRET)
  .meta({
    examples: [
      {
        provider: 'pipedream',
        name: 'Pipedream Connect',
        clientId: 'client-id',
        clientSecret: 'client-secret',
        fields: { projectId: 'proj_1', environment: 'development' },
      },
    ],
  });
export type ApplicationBody = z.infer<typeof applicationBody>;

export const authorizeBody = z
  .strictObject({
    ...application,
    fields: described.fields,
    baseUrl: described.baseUrl,
    provider: described.provider.optional(),
    name: described.name.optional(),
    clientId: application.clientId.optional(),
    credentialId: z
      .uuid()
      .optional()
      .describe(
        'An account to connect again, under the same id. Then nothing else is needed: provider ' +
          'and name are its own, and without a client id its application is the one at hand.',
      ),
  })
  .refine(atMostOne, ONE_SECRET)
  .refine(
    ({ credentialId, provider, name, clientId }) =>
      credentialId !== undefined || (provider && name && clientId),
    { message: 'Give `provider`, `name` and `clientId`, or `credentialId`.', path: ['provider'] },
  )
  .meta({
    examples: [
      {
        provider: 'google-workspace',
        name: 'Calendar of the office',
        clientId: 'client-id',
        clientSecret: 'client-secret',
      },
    ],
  });
export type AuthorizeBody = z.infer<typeof authorizeBody>;
