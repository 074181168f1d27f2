import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const vaultConfig = defineConfig(
  'vault',
  z.object({
    /** File with 32 random bytes in base64. The installation is lost without it: back it up. */
    ROOT_KEY_FILE: z.string().min(1),
  }),
);
export type VaultConfig = ConfigOf<typeof vaultConfig>;
