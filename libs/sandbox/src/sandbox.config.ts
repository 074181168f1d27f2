import { z } from 'zod';
import { defineConfig, type ConfigOf } from '@renum/platform';

const MIB = 1024 * 1024;

export const sandboxConfig = defineConfig(
  'sandbox',
  z.object({
    /** Label of every container, so that two installations on one engine never meet. */
    INSTALLATION_ID: z.string().regex(/^[a-z0-9-]{4,64}$/),
    SANDBOX_IMAGE: z.string().min(1),
    DOCKER_HOST: z.string().optional(),
    SANDBOX_MEMORY_MB: z.coerce.number().int().min(128).default(1024),
    SANDBOX_CPUS: z.coerce.number().positive().default(1),
    SANDBOX_PIDS: z.coerce.number().int().min(32).default(256),
    SANDBOX_FILE_MB: z.coerce.number().int().min(1).default(512),
    SANDBOX_TMP_MB: z.coerce.number().int().min(1).default(256),
  }),
);

/** What a sandbox may use, as usage events name it: `1cpu-1024mb`. */
export const sandboxSize = (config: ConfigOf<typeof sandboxConfig>): string =>
  `${config.SANDBOX_CPUS}cpu-${config.SANDBOX_MEMORY_MB}mb`;

export const mebibytes = (count: number): number => count * MIB;
