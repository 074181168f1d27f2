import { z } from 'zod';

const headerName = z.string().regex(/^[a-z0-9-]+$/);
const parameter = z.string().regex(/^[A-Za-z0-9_.-]+$/);
/** Which part of the credential is meant; a credential of one part calls it `secret`. */
const field = z.string().default('secret');

/** One place where a part of the credential goes. The caller's own value there is dropped. */
export const injection = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('bearer'), field }),
  z.strictObject({
    type: z.literal('header'),
    name: headerName,
    prefix: z.string().default(''),
    field,
  }),
  z.strictObject({
    type: z.literal('basic'),
    username: z.string().default('username'),
    /** Absent where the key stands alone: it is the user name, and the password is empty. */
    password: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('query'), name: parameter, field }),
  /** A top-level field of a JSON body. */
  z.strictObject({ type: z.literal('body'), name: parameter, field }),
  /** Between the base URL and the operation's path, e.g. `/bot{secret}`. */
  z.strictObject({
    type: z.literal('path'),
    template: z.string().regex(/^\/[A-Za-z0-9/_-]*\{[a-z][a-zA-Z0-9]*\}$/),
  }),
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
    case 'path':
      return [each.template.slice(each.template.indexOf('{') + 1, -1)];
    default: {
      const never: never = each;
      throw new Error(String(never));
    }
  }
}
