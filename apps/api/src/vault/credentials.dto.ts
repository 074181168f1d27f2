import { z } from 'zod';

const SECRET = 'sk-…';

/** A secret, in clear (over TLS) or encrypted to the platform's public key: one of the two. */
const secretFields = {
  secret: z
    .string()
    .min(1)
    .max(10_000)
    .optional()
    .describe('The secret itself. For programs; the console sends `secretJwe`.'),
  secretJwe: z
    .string()
    .min(1)
    .max(16_384)
    .optional()
    .describe(
      'The secret as a compact JWE (ECDH-ES+A256KW, A256GCM) to the key of ' +
        '`GET /v1/vault/public-key`, with its `kid` in the protected header.',
    ),
  baseUrl: z
    .string()
    .max(2000)
    .optional()
    .describe('Root of the API; needed by `openai-compatible`, refused by the others.'),
};

const oneSecret = {
  message: 'Give either `secret` or `secretJwe`.',
  path: ['secret'],
};
const hasOneSecret = (body: { secret?: string; secretJwe?: string }): boolean =>
  (body.secret === undefined) !== (body.secretJwe === undefined);

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
