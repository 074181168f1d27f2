import { z } from 'zod';
import { defineConfig, type ConfigOf } from '@renum/platform';

export const identityConfig = defineConfig(
  'identity',
  z.object({
    /** Where people reach the platform; it is also the issuer of the access tokens. */
    PUBLIC_URL: z.url().default('http://localhost:3000'),
    ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(30).max(3600).default(600),
    /** A session that is not refreshed for so long is over. */
    REFRESH_TOKEN_DAYS: z.coerce.number().min(0.01).max(90).default(14),
    /** A session is over after so long, refreshed or not. */
    SESSION_MAX_DAYS: z.coerce.number().min(0.01).max(365).default(90),
    /** How long one key signs before the next takes over. */
    SIGNING_KEY_DAYS: z.coerce.number().min(0.01).max(365).default(30),
  }),
);
export type IdentityConfig = ConfigOf<typeof identityConfig>;

export const DAY_MS = 86_400_000;
