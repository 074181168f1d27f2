import { z } from 'zod';
import { injection } from './manifest-injection';
import { manifestFaults } from './manifest-faults';
import { oauth2, oauth2Faults, type Oauth2 } from './manifest-oauth2';
import { limits, methods, operation, path } from './manifest-operation';

/**
 * What Renum knows of an external API, as data. The proxy sends nothing that a manifest does not
 * describe: the hosts say where a credential may go, the operations what may be asked for there.
 */

/** One thing that a person enters for a credential. */
const credentialField = z.strictObject({
  name: z.string().regex(/^[a-z][a-zA-Z0-9]*$/),
  label: z.string().min(1),
  /** False for what may be shown: an account's name, a project's id. It is sealed all the same. */
  secret: z.boolean().default(true),
  placeholder: z.string().optional(),
});

/** How the parts of a credential become the one text that the vault seals; see `secretFields`. */
const credential = z.strictObject({
  kind: z.enum(['apiKey', 'bearer', 'basic', 'custom']),
  fields: z.array(credentialField).min(1),
});

const test = z.strictObject({
  method: methods,
  path,
  query: z.record(z.string(), z.string()).default({}),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  /** What a 2xx answer must also say, where a provider reports failures in it. */
  expect: z.strictObject({ path: z.array(z.string()).min(1), equals: z.unknown() }).optional(),
  /** False where the provider has no call that is free of charge; people are told. */
  free: z.boolean().default(true),
});

/** How a provider says no. The first path that leads to a text is the message. */
const errors = z.strictObject({
  messageAt: z
    .array(z.array(z.string()).min(1))
    .default([['error', 'message'], ['message'], ['error'], ['detail']]),
  /** Statuses that mean "slower". */
  rateLimited: z.array(z.int().min(400).max(599)).default([429]),
  retryAfter: z
    .strictObject({
      header: z.string().regex(/^[a-z0-9-]+$/),
      unit: z.enum(['seconds', 'milliseconds', 'epochSeconds']),
    })
    .default({ header: 'retry-after', unit: 'seconds' }),
});

/** A published limit, for people and for pacing; the provider's own 429 stays the truth. */
const rateLimit = z.strictObject({
  requests: z.int().positive(),
  seconds: z.int().positive(),
  note: z.string().optional(),
});

const headerRecord = z.record(z.string().regex(/^[a-z0-9-]+$/), z.string());

export const providerManifest = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string().min(1),
    kind: z.enum(['llm', 'tool']),
    category: z.enum([
      'models',
      'search',
      'data',
      'messaging',
      'developer',
      'productivity',
      'sandboxes',
      'connections',
      'media',
      'payments',
      'finance',
      'own',
    ]),
    dialect: z.enum(['openai', 'anthropic']).optional(),
    docsUrl: z.url({ protocol: /^https?$/ }),
    /** What the provider calls its secret. */
    secretLabel: z.string().min(1),
    /** Without it the credential is one key. */
    credential: credential.optional(),
    /** Present where its credential may also be a connected account. */
    oauth2: oauth2.optional(),
    /** Root of its operations; absent when the tenant gives it. */
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** The only hosts its credential may be sent to; empty when the tenant's base URL decides. */
    hosts: z.array(z.union([z.hostname(), z.string().regex(/^\[[0-9a-f:.]+\]$/)])),
    needsBaseUrl: z.boolean(),
    /** An example for the form, where the tenant gives the base URL. */
    baseUrlExample: z.url().optional(),
    injections: z.array(injection).min(1),
    /** Always sent, whatever the caller sends under these names. */
    fixedHeaders: headerRecord.default({}),
    /** Sent where the caller says nothing. */
    defaultHeaders: headerRecord.default({}),
    /** Query parameters by which a caller could bring an authority of its own (P4). */
    dropQuery: z.array(z.string()).default([]),
    operations: z.array(operation).min(1),
    /** A call that succeeds only with a good key. */
    test,
    errors: errors.prefault({}),
    rateLimits: z.array(rateLimit).default([]),
    limits,
    /** Suggestions for the console; any model name is accepted. */
    models: z.array(z.string()).default([]),
    /** Where the stand-in plays this provider, below STANDIN_URL. */
    standInPath: path.optional(),
  })
  .transform((value) => ({
    ...value,
    standInPath: value.standInPath ?? `/${value.id}`,
    credential: value.credential ?? {
      kind: 'apiKey' as const,
      fields: [{ name: 'secret', label: value.secretLabel, secret: true }],
    },
  }))
  .superRefine((value, context) => {
    for (const message of [...manifestFaults(value), ...oauth2Faults(value)])
      context.addIssue({ code: 'custom', message });
  });

export type ProviderManifest = z.infer<typeof providerManifest>;
export type ProviderManifestInput = z.input<typeof providerManifest>;
export type ProviderOperation = ProviderManifest['operations'][number];
export type ProviderInjection = ProviderManifest['injections'][number];
export type ProviderMeter = NonNullable<ProviderOperation['meter']>;
export type ProviderOauth2 = Oauth2;
