import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

const perMinute = (fallback: number) => z.coerce.number().int().min(1).default(fallback);

export const authConfig = defineConfig(
  'auth',
  z.object({
    /** Sign-ins a minute for one email from one address, right or wrong. */
    SIGN_IN_PER_MINUTE: perMinute(30),
    /** Sign-ins a minute from one address, whatever the email. */
    SIGN_IN_PER_MINUTE_PER_ADDRESS: perMinute(200),
  }),
);
export type AuthConfig = ConfigOf<typeof authConfig>;
