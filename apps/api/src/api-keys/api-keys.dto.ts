import { API_KEY_ROLES } from '@renum/contracts';
import { z } from 'zod';

export const createApiKeyBody = z
  .object({
    name: z.string().trim().min(1).max(200),
    role: z.enum(API_KEY_ROLES).default('builder'),
    expiresAt: z.iso.datetime().optional().describe('From then on it opens nothing.'),
  })
  .meta({ examples: [{ name: 'Backend of our shop', role: 'builder' }] });
export type CreateApiKeyBody = z.infer<typeof createApiKeyBody>;
