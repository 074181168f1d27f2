import { base64Key, defineConfig, list, port, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

const ports = list
  .pipe(z.array(z.string().regex(/^\d{1,5}$/, 'must be port numbers')))
  .transform((values) => new Set(values.map(Number)));
const hosts = list.transform((names) => names.map((name) => name.toLowerCase()));

/** What calls to the outside may reach; for every process that makes any. */
export const egressConfig = defineConfig(
  'egress',
  z.object({
    /** Where the stand-in plays the providers of credentials that are marked so. */
    STANDIN_URL: z.url({ protocol: /^https?$/ }).optional(),
    /** `host` or `host:port`: near hosts that a tenant's base URL may name all the same. */
    EGRESS_PRIVATE_HOSTS: hosts.default([]),
    /** Ports of this machine that no call may reach, whoever listed the host: Renum's own. */
    EGRESS_DENY_PORTS: ports.default(new Set<number>()),
  }),
);
export type EgressConfig = ConfigOf<typeof egressConfig>;

const count = z.coerce.number().int().positive();

export const dataPlaneConfig = defineConfig(
  'data-plane',
  z.object({
    DATA_PORT: port.default(3001),
    /** Sandboxes' doors connect here; nobody else needs to, so it is not the control plane's HOST. */
    DATA_HOST: z.string().default('127.0.0.1'),
    DATA_PLANE_KEY: base64Key(32),
    DATA_MAX_CALLS: count.default(4096),
    DATA_MAX_TENANT_CALLS: count.default(512),
    /** Calls that one tenant may begin, in each process. */
    DATA_MAX_TENANT_CALLS_PER_MINUTE: count.default(600_000),
    /** Of one API key of an external app, in each process. */
    DATA_MAX_APP_CALLS: count.default(128),
    DATA_MAX_APP_CALLS_PER_MINUTE: count.default(6_000),
    DATA_MAX_BODY_BYTES: count.default(512 * 1024 * 1024),
    /** How long an answer is still read for its usage after its caller left. */
    DATA_DRAIN_SECONDS: count.default(60),
  }),
);
export type DataPlaneConfig = ConfigOf<typeof dataPlaneConfig>;
