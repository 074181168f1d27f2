import type { ProviderManifestInput } from '../manifest';

type Input = NonNullable<ProviderManifestInput['operations'][number]['input']>;
type Schema = Record<string, unknown>;
type Schemas = Record<string, Schema>;

/** Short words for what models are told of a call. All of it is JSON Schema. */
const of = (type: string, description?: string, more: Schema = {}): Schema => ({
  type,
  ...(description !== undefined && { description }),
  ...more,
});

export const text = (description?: string): Schema => of('string', description);
export const flag = (description?: string): Schema => of('boolean', description);
export const whole = (description?: string, minimum?: number, maximum?: number): Schema =>
  of('integer', description, {
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
  });
export const choice = (values: readonly string[], description?: string): Schema =>
  of('string', description, { enum: [...values] });
export const list = (items: Schema, description?: string): Schema =>
  of('array', description, { items });
export const texts = (description?: string): Schema => list(text(), description);
export const object = (properties: Schemas, ...required: string[]): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
/** An object of names that only its provider knows. */
export const free = (description: string): Schema => of('object', description);

/** What an operation takes; put beside its other properties. */
export const body = (properties: Schemas, ...required: string[]): { input: Input } => ({
  input: { body: object(properties, ...required) },
});
export const form = (properties: Schemas, ...required: string[]): { input: Input } => ({
  input: { body: object(properties, ...required), bodyType: 'form' },
});
export const query = (properties: Schemas, ...required: string[]): { input: Input } => ({
  input: { query: properties, ...(required.length > 0 && { requiredQuery: required }) },
});

/** The same with parameters of the path described as well. */
export const at = (path: Schemas, rest: { input: Input } = { input: {} }): { input: Input } => ({
  input: { path, ...rest.input },
});
