import { z } from 'zod';
import { base64Key, defineConfig } from '@renum/platform';

export const workerConfig = defineConfig(
  'worker',
  z.object({
    /** Where the api's data plane listens; the doors forward to it. */
    DATA_PLANE_URL: z.url(),
    /** Shared with the data plane: signs who speaks through a door. */
    DATA_PLANE_KEY: base64Key(32),
    /** Short, since the path of a Unix socket has 107 bytes at most. */
    DOORS_DIR: z.string().min(1).max(48),
    /** How long an instance that nobody uses stays. Its workspace stays with the thread. */
    INSTANCE_IDLE_SECONDS: z.coerce.number().int().min(0).max(86_400).default(30),
    /** A run whose worker has not renewed its lease for so long belongs to nobody. */
    LEASE_SECONDS: z.coerce.number().int().min(3).max(300).default(15),
    /** Where `GET /metrics` is served; nowhere without a port. 0: any free one. */
    WORKER_METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    WORKER_METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    /** Runs at the same time in this process. */
    WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(500).default(20),
    /** What becomes of a month that has ended: invoices, drafts for an operator to issue, or nothing. */
    INVOICE_MONTHLY: z.enum(['issue', 'draft', 'off']).default('issue'),
    /** How long after the end of a month usage that comes late is waited for. */
    INVOICE_GRACE_HOURS: z.coerce.number().int().min(0).max(600).default(6),
    /** Also for tenants that were charged nothing. */
    INVOICE_EMPTY_MONTHS: z.stringbool().default(false),
    /** All files of one workspace together. */
    WORKSPACE_MAX_MB: z.coerce.number().int().min(16).default(2048),
  }),
);
