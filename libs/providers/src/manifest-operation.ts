import { z } from 'zod';

export const path = z.string().regex(/^\/[^?#\s]*$/, 'a path, without query');
export const methods = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * How many of its own units a provider takes for one call. The provider's own figure in the answer
 * (`reportedAt`) wins; the rest is the published rule, for bounds before and where it says nothing.
 */
const meter = z.strictObject({
  name: z.string().min(1),
  /** Units of one call, in thousandths. */
  baseMilli: z.int().positive(),
  /** The most that one call can take where the factors below do not tell, in thousandths. */
  maxMilli: z.int().positive().optional(),
  /** JSON path in the answer of the provider's own figure, in whole units. */
  reportedAt: z.array(z.string()).optional(),
  /** Request fields that make a call dearer, by value. */
  factors: z
    .array(z.strictObject({ field: z.string(), values: z.record(z.string(), z.int().positive()) }))
    .default([]),
  /** One base is taken for each of the number that a request field allows, the most it can come to. */
  counted: z.strictObject({ field: z.string(), otherwise: z.int().positive() }).optional(),
  /** One base is taken for every `size` items: asked for in a request field, delivered in the answer. */
  batch: z
    .strictObject({ size: z.int().positive(), requested: z.string(), delivered: z.string() })
    .optional(),
});

/** A JSON Schema. What it describes is for models; the proxy does not check calls against it. */
const jsonSchema = z.record(z.string(), z.unknown());
const jsonSchemas = z.record(z.string().min(1), jsonSchema);

/** What a call may say. What is not described may still be sent. */
export const operationInput = z.strictObject({
  /** By the names in the operation's path. */
  path: jsonSchemas.optional(),
  query: jsonSchemas.optional(),
  /** Query parameters without which the call makes no sense. */
  requiredQuery: z.array(z.string().min(1)).optional(),
  body: jsonSchema.optional(),
  /** JSON where it says nothing. */
  bodyType: z.enum(['json', 'form']).optional(),
});

export const operation = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9_.]+$/),
    title: z.string().min(1),
    /** For a model that is to choose among tools. */
    description: z.string().min(1).max(2000).optional(),
    input: operationInput.optional(),
    method: methods,
    /** Relative to the base URL; `path-pattern.ts` says what may stand in it. */
    path,
    /** Whether it changes anything at the provider. */
    access: z.enum(['read', 'write']),
    /** Whether sending it twice does no harm. */
    safeToRetry: z.boolean(),
    /** A header that makes repeating safe, when the caller sends it. */
    idempotencyHeader: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional(),
    meter: meter.optional(),
    /** List price of one whole unit of the meter, in nano-units of the currency. */
    priceNano: z.bigint().nonnegative().optional(),
  })
  .refine((value) => (value.meter === undefined) === (value.priceNano === undefined), {
    message: 'a meter has a price, and a price a meter',
    path: ['priceNano'],
  });

export const limits = z.strictObject({
  /** Until the answer's headers. */
  timeoutMs: z.int().positive(),
  /** Between two pieces of a body. */
  idleMs: z.int().positive(),
  requestBytes: z.int().positive(),
  responseBytes: z.int().positive(),
  /** Calls at once, per credential. */
  concurrency: z.int().positive(),
});
