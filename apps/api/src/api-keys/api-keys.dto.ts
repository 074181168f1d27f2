import { API_KEY_ROLES, API_KEY_SCOPES } from '@renum/contracts';
import { MODEL_PATTERN } from '@renum/tenants';
import { z } from 'zod';

export const createApiKeyBody = z
  .object({
    name: z.string().trim().min(1).max(200),
    role: z.enum(API_KEY_ROLES).default('builder'),
    scopes: z
      .array(z.enum(API_KEY_SCOPES))
      .min(1)
      .max(API_KEY_SCOPES.length)
      .default(['api'])
      .describe(
        '`api`: this API, as the role. `llm`: models, at /llm/openai/v1 and /llm/anthropic.',
      ),
    models: z
      .array(z.string().regex(MODEL_PATTERN, 'is `provider/model`, with `*` for any part'))
      .min(1)
      .max(100)
      .optional()
      .describe('For `llm`: which models. Without it, all that the tenant has a key for.'),
    expiresAt: z.iso.datetime().optional().describe('From then on it opens nothing.'),
  })
  .refine(({ scopes, models }) => models === undefined || scopes.includes('llm'), {
    path: ['models'],
    message: 'is for the scope `llm`',
  })
  .meta({
    examples: [
      { name: 'Backend of our shop', role: 'builder' },
      { name: 'Search in our shop', scopes: ['llm'], models: ['openai/gpt-5*', 'anthropic/*'] },
    ],
  });
export type CreateApiKeyBody = z.infer<typeof createApiKeyBody>;
