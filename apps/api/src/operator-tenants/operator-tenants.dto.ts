import { z } from 'zod';
import { emailField } from '../auth/auth.dto';

export const createTenantBody = z
  .object({
    name: z.string().trim().min(1).max(200),
    slug: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'small letters, digits and dashes')
      .describe('Short name, once on the platform.'),
    ownerEmail: emailField.describe('Is invited as the first owner.'),
  })
  .meta({ examples: [{ name: 'Acme', slug: 'acme', ownerEmail: 'owner@acme.example' }] });
export type CreateTenantBody = z.infer<typeof createTenantBody>;
