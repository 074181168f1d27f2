import { z } from 'zod';

const SECRET = 'sk-…';

/** A secret: in clear (over TLS), encrypted to the platform's public key, or by its parts. */
const secretFields = {
  secret: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .describe(
      'The secret itself; `name:password` for a basic one, a JSON object for one of several ' +
        'parts. For programs; the console sends `secretJwe`.',
    ),
  secretJwe: z
    .string()
    .min(1)
    .max(16_384)
    .optional()
    .describe(
      'The secret as a compact JWE (ECDH-ES+A256KW, A256GCM) to the key of ' +
        '`GET /v1/vault/public-key`, with its `kid` in the protected header.',
    ),
  fields: z
    .record(z.string().min(1).max(100), z.string().max(10_000))
    .optional()
    .describe('The parts of the secret, by the names that its provider has for them.'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('From then on the secret is refused. Without it, it does not expire.'),
  baseUrl: z
    .string()
    .max(2000)
    .optional()
    .describe(
      'Root of the API: needed by providers with `needsBaseUrl`, refused by those with an address.',
    ),
};

const oneSecret = {
  message: 'Give one of `secret`, `secretJwe` and `fields`.',
  path: ['secret'],
};
const hasOneSecret = ({ secret, secretJwe, fields }: SecretBody): boolean =>
  [secret, secretJwe, fields].filter((form) => form !== undefined).length === 1;

export interface SecretBody {
  secret?: string;
  secretJwe?: string;
  fields?: Record<string, string>;
  expiresAt?: string;
}

export const createCredentialBody = z
  .strictObject({
    provider: z.string().min(1).max(100).describe('An id of `GET /v1/providers`.'),
    name: z.string().trim().min(1).max(200),
    ...secretFields,
  })
  .refine(hasOneSecret, oneSecret)
  .meta({ examples: [{ provider: 'openai', name: 'Team key', secret: SECRET }] });
export type CreateCredentialBody = z.infer<typeof createCredentialBody>;

export const replaceCredentialBody = z
  .strictObject(secretFields)
  .refine(hasOneSecret, oneSecret)
  .meta({ examples: [{ secret: SECRET }] });
export type ReplaceCredentialBody = z.infer<typeof replaceCredentialBody>;
