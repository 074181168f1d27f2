import { z } from 'zod';

/**
 * What Renum knows of an external API, as data. The proxy sends nothing that a manifest does not
 * describe: the hosts say where a credential may go, the operations what may be asked for there.
 */

const path = z.string().regex(/^\/[^?#\s]*$/, 'a path, without query');
const methods = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** How the secret travels to the provider. The caller's own header of that name is dropped. */
const injection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer') }),
  z.strictObject({
    type: z.literal('header'),
    name: z.string().regex(/^[a-z0-9-]+$/),
    prefix: z.string().default(''),
  }),
]);

/**
 * How many of its own units a provider takes for one call. The provider's own figure in the answer
 * (`reportedAt`) wins; the rest is the published rule, for bounds before and where it says nothing.
 */
const meter = z.strictObject({
  name: z.string().min(1),
  /** Units of one call, in thousandths. */
  baseMilli: z.int().positive(),
  /** JSON path in the answer of the provider's own figure, in whole units. */
  reportedAt: z.array(z.string()).optional(),
  /** Request fields that make a call dearer, by value. */
  factors: z
    .array(z.strictObject({ field: z.string(), values: z.record(z.string(), z.int().positive()) }))
    .default([]),
  /** One base is taken for every `size` items: asked for in a request field, delivered in the answer. */
  batch: z
    .strictObject({ size: z.int().positive(), requested: z.string(), delivered: z.string() })
    .optional(),
});

const operation = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9_.]+$/),
    title: z.string().min(1),
    method: methods,
    /** Relative to the base URL; `:name` stands for one segment. */
    path,
    /** Whether sending it twice does no harm. */
    safeToRetry: z.boolean(),
    meter: meter.optional(),
    /** List price of one whole unit of the meter, in nano-units of the currency. */
    priceNano: z.bigint().nonnegative().optional(),
  })
  .refine((value) => (value.meter === undefined) === (value.priceNano === undefined), {
    message: 'a meter has a price, and a price a meter',
    path: ['priceNano'],
  });

const limits = z.strictObject({
  /** Until the answer's headers. */
  timeoutMs: z.int().positive(),
  /** Between two pieces of a body. */
  idleMs: z.int().positive(),
  requestBytes: z.int().positive(),
  responseBytes: z.int().positive(),
  /** Calls at once, per credential. */
  concurrency: z.int().positive(),
});

const test = z.strictObject({
  method: methods,
  path,
  headers: z.record(z.string(), z.string()).optional(),
  body: z.record(z.string(), z.unknown()).optional(),
});

export const providerManifest = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string().min(1),
    kind: z.enum(['llm', 'tool']),
    dialect: z.enum(['openai', 'anthropic']).optional(),
    docsUrl: z.url({ protocol: /^https$/ }),
    /** What the provider calls its secret. */
    secretLabel: z.string().min(1),
    /** Root of its operations; absent when the tenant gives it. */
    baseUrl: z.url({ protocol: /^https$/ }).optional(),
    /** The only hosts its credential may be sent to; empty when the tenant's base URL decides. */
    hosts: z.array(z.hostname()),
    needsBaseUrl: z.boolean(),
    injection,
    operations: z.array(operation).min(1),
    /** A call that costs nothing and succeeds only with a good key. */
    test,
    limits,
    /** Suggestions for the console; any model name is accepted. */
    models: z.array(z.string()),
    /** Where the stand-in plays this provider, below STANDIN_URL. */
    standInPath: path,
  })
  .check((context) => {
    const { baseUrl, hosts, needsBaseUrl, kind, dialect, operations } = context.value;
    const fault = (message: string) =>
      context.issues.push({ code: 'custom', message, input: context.value });
    if (needsBaseUrl === (baseUrl !== undefined)) fault('either baseUrl or needsBaseUrl');
    if (baseUrl !== undefined && !hosts.includes(new URL(baseUrl).hostname))
      fault('hosts must hold the host of baseUrl');
    if (needsBaseUrl && hosts.length > 0) fault('with needsBaseUrl the tenant names the host');
    if ((kind === 'llm') !== (dialect !== undefined)) fault('an llm, and only it, has a dialect');
    if (new Set(operations.map((each) => each.id)).size !== operations.length)
      fault('operation ids must be unique');
  });

export type ProviderManifest = z.infer<typeof providerManifest>;
export type ProviderManifestInput = z.input<typeof providerManifest>;
export type ProviderOperation = ProviderManifest['operations'][number];
export type ProviderInjection = ProviderManifest['injection'];
export type ProviderMeter = NonNullable<ProviderOperation['meter']>;
