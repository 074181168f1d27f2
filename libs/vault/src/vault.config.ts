import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const vaultConfig = defineConfig(
  'vault',
  z.object({
    /** File with 32 random bytes in base64 a line. All is lost without it: back it up. */
    ROOT_KEY_FILE: z.string().min(1).optional(),
    /** The same keys themselves, with commas between them, where there is no file. */
    ROOT_KEYS: z.string().min(1).optional(),
    /** File with root keys as AWS KMS wrapped them, one a line in base64. */
    ROOT_KEY_KMS_FILE: z.string().min(1).optional(),
    /** The same wrapped keys themselves, with commas between them. */
    ROOT_KEYS_KMS: z.string().min(1).optional(),
    /** Wraps new root keys; without it the wrapped ones are only opened. */
    KMS_KEY_ID: z.string().min(1).optional(),
    /** Else as the AWS SDK finds it. */
    KMS_REGION: z.string().min(1).optional(),
    /** Of a private endpoint. */
    KMS_ENDPOINT: z.url().optional(),
  }),
);
export type VaultConfig = ConfigOf<typeof vaultConfig>;
