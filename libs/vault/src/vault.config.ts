import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const vaultConfig = defineConfig(
  'vault',
  z.object({
    /** File with 32 random bytes in base64 a line. All is lost without it: back it up. */
    ROOT_KEY_FILE: z.string().min(1).optional(),
    /** The same keys themselves, with commas between them, where there is no file. */
    ROOT_KEYS: z.string().min(1).optional(),
  }),
);
export type VaultConfig = ConfigOf<typeof vaultConfig>;
