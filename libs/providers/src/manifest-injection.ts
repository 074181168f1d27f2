import { z } from 'zod';

const headerName = z.string().regex(/^[a-z0-9-]+$/);
const parameter = z.string().regex(/^[A-Za-z0-9_.-]+$/);
/** Which part of the credential is meant; a credential of one part calls it `secret`. */
const field = z.string().default('secret');

/** Where something of a signature goes. */
const place = z.discriminatedUnion('in', [
  z.strictObject({ in: z.literal('header'), name: headerName }),
  z.strictObject({ in: z.literal('query'), name: parameter }),
]);

/** An HMAC of the request as it is sent; the key itself never leaves. */
const signed = z.strictObject({
  type: z.literal('signed'),
  algorithm: z.enum(['hmac-sha256', 'hmac-sha512']).default('hmac-sha256'),
  /** The part of the credential that is the key, and how it is written. */
  field,
  keyEncoding: z.enum(['utf8', 'base64', 'hex']).default('utf8'),
  /**
   * What is signed, in this order: `query` is without its question mark and has the timestamp if
   * that goes there, `target` is the path with the query, another part of the credential is
   * `{ field }`.
   */
  parts: z
    .array(
      z.union([
        z.enum(['timestamp', 'method', 'path', 'query', 'target', 'body']),
        z.strictObject({ field: z.string() }),
      ]),
    )
    .min(1),
  separator: z.string().default(''),
  encoding: z.enum(['hex', 'base64']).default('hex'),
  signature: place,
  timestamp: z
    .strictObject({ unit: z.enum(['seconds', 'milliseconds', 'iso']), at: place })
    .optional(),
});
export type SignedInjection = z.infer<typeof signed>;

/** One place where a part of the credential goes. The caller's own value there is dropped. */
export const injection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), field }),
  z.strictObject({
    type: z.literal('header'),
    name: headerName,
    prefix: z
      .string()
      .regex(/^[\x20-\x7e]*$/)
      .default(''),
    field,
  }),
  z.strictObject({
    type: z.literal('basic'),
    username: z.string().default('username'),
    /** Absent where the key stands alone: it is the user name, and the password is empty. */
    password: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('query'), name: parameter, field }),
  /** A top-level field of a JSON body, or a field of a form. */
  z.strictObject({ type: z.literal('body'), name: parameter, field }),
  /** Between the base URL and the operation's path, e.g. `/bot{secret}`. */
  z.strictObject({
    type: z.literal('path'),
    template: z.string().regex(/^\/[A-Za-z0-9/_-]*\{[a-z][a-zA-Z0-9]*\}$/),
  }),
  signed,
]);

export type Injection = z.infer<typeof injection>;

/** Names of the credential's parts that an injection uses. */
export function fieldsOf(each: Injection): string[] {
  switch (each.type) {
    case 'bearer':
    case 'header':
    case 'query':
    case 'body':
      return [each.field];
    case 'basic':
      return each.password === undefined ? [each.username] : [each.username, each.password];
    case 'signed':
      return [
        each.field,
        ...each.parts.flatMap((part) => (typeof part === 'string' ? [] : part.field)),
      ];
    case 'path':
      return [each.template.slice(each.template.indexOf('{') + 1, -1)];
    default: {
      const never: never = each;
      throw new Error(String(never));
    }
  }
}

/** The places that an injection takes for itself; no two may take the same. */
export function placesOf(each: Injection): string[] {
  switch (each.type) {
    case 'bearer':
    case 'basic':
      return ['header authorization'];
    case 'header':
    case 'query':
    case 'body':
      return [`${each.type} ${each.name}`];
    case 'path':
      return ['path'];
    case 'signed':
      return signedPlaces(each).map((at) => `${at.in} ${at.name}`);
    default: {
      const never: never = each;
      throw new Error(String(never));
    }
  }
}

export const signedPlaces = ({ signature, timestamp }: SignedInjection) =>
  timestamp ? [signature, timestamp.at] : [signature];
