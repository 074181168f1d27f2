import { ROLES } from '@renum/contracts';
import { z } from 'zod';
import { emailField, newPasswordField } from '../auth/auth.dto';

export const roleField = z.enum(ROLES);

export const changeMemberBody = z
  .object({ role: roleField })
  .meta({ examples: [{ role: 'builder' }] });
export type ChangeMemberBody = z.infer<typeof changeMemberBody>;

export const inviteBody = z
  .object({ email: emailField, role: roleField })
  .meta({ examples: [{ email: 'builder@demo.example', role: 'builder' }] });
export type InviteBody = z.infer<typeof inviteBody>;

export const lookBody = z
  .object({ token: z.string().min(1).max(200) })
  .meta({ examples: [{ token: 'the part after #token= of the link' }] });
export type LookBody = z.infer<typeof lookBody>;

export const acceptBody = z
  .object({
    token: z.string().min(20).max(200),
    name: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Needed when the invited email has no account yet.'),
    password: newPasswordField.describe('The password of the account, or of the new one.'),
  })
  .meta({
    examples: [
      {
        token: 'the part after #token= of the link',
        name: 'A Builder',
        password: 'a long password',
      },
    ],
  });
export type AcceptBody = z.infer<typeof acceptBody>;
