import { z } from 'zod';

/** Emails and passwords as people type them; bounded, because hashing a novel costs. */
export const emailField = z.email().trim().max(254);
export const passwordField = z.string().min(1).max(1000);
/** What a new password must be. Length is what counts; rules about signs only annoy. */
export const newPasswordField = z.string().min(10).max(1000);

export const signInBody = z
  .object({
    email: emailField,
    password: passwordField,
    tenantId: z.uuid().optional().describe('The tenant to work in; otherwise the oldest one.'),
  })
  .meta({ examples: [{ email: 'owner@demo.renum.local', password: 'the demo password' }] });
export type SignInBody = z.infer<typeof signInBody>;

export const switchBody = z
  .object({ tenantId: z.uuid() })
  .meta({ examples: [{ tenantId: '01945b6a-7d00-7c11-8a01-5b6c7d8e9f00' }] });
export type SwitchBody = z.infer<typeof switchBody>;
