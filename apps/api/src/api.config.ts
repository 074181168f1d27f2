import { defineConfig, flag, list, port, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

const PLANES = ['control', 'data'] as const;
export type Plane = (typeof PLANES)[number];

export const apiConfig = defineConfig(
  'api',
  z.object({
    /** The control plane: REST, live view, documentation, console. */
    PORT: port.default(3000),
    HOST: z.string().default('127.0.0.1'),
    /** Which listeners this process has; they scale apart. */
    PLANES: list.pipe(z.array(z.enum(PLANES)).min(1)).prefault('control,data'),
    /** How people reach the console; in links, cookies and headers. */
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** The built console; without it the control plane serves the API alone. */
    CONSOLE_DIR: z.string().optional(),
    /** Origins that may call the API from a browser. None by default: the console is same-origin. */
    CORS_ORIGINS: list.prefault(''),
    /** Addresses or ranges of proxies whose X-Forwarded-For is believed. */
    TRUSTED_PROXIES: list.prefault(''),
    /** The demo was seeded: the console says so and offers its sign-ins. */
    DEMO: flag.default(false),
  }),
);
export type ApiConfig = ConfigOf<typeof apiConfig>;
