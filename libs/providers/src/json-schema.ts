type Json = Record<string, unknown>;

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
/** Keywords whose value is one schema, a list of them, or named ones. */
const ONE = ['items', 'additionalProperties', 'not'] as const;
const SEVERAL = ['oneOf', 'anyOf', 'allOf', 'prefixItems'] as const;
const MAX_DEPTH = 30;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Whether a schema may describe an object, as every tool's body does. */
export const describesObject = ({ type }: Json): boolean =>
  type === undefined || type === 'object' || (Array.isArray(type) && type.includes('object'));

/**
 * What is wrong with a JSON Schema, in words: enough that a model's API takes it. A server that is
 * given a schema it cannot read refuses the whole conversation.
 */
export function* schemaFaults(schema: unknown, at = '', depth = 0): Generator<string, void> {
  const where = at || 'the schema';
  if (depth > MAX_DEPTH) {
    yield `${where} is nested too deeply`;
    return;
  }
  // `additionalProperties: false`
  if (typeof schema === 'boolean') return;
  if (!isRecord(schema)) {
    yield `${where} is no schema`;
    return;
  }
  const { type, properties, required } = schema;
  if ('$ref' in schema) yield `${where} refers to another schema`;
  const types = Array.isArray(type) ? (type as unknown[]) : type === undefined ? [] : [type];
  for (const each of types)
    if (typeof each !== 'string' || !TYPES.has(each)) yield `${where} has the type ${String(each)}`;
  if ('enum' in schema && (!Array.isArray(schema['enum']) || schema['enum'].length === 0))
    yield `${where} has an enum without values`;
  if (required !== undefined && !isTextList(required)) yield `${where} has no list of required`;
  if (types.includes('array') && !('items' in schema) && !('prefixItems' in schema))
    yield `${where} is an array of nothing`;
  if (properties !== undefined) {
    if (!isRecord(properties)) {
      yield `${where} has properties that are none`;
      return;
    }
    for (const name of isTextList(required) ? required : [])
      if (!Object.hasOwn(properties, name))
        yield `${where} requires ${name}, which it does not have`;
    for (const [name, each] of Object.entries(properties))
      yield* schemaFaults(each, `${at}.${name}`, depth + 1);
  }
  for (const key of ONE)
    if (key in schema) yield* schemaFaults(schema[key], `${at}.${key}`, depth + 1);
  for (const key of SEVERAL) {
    const list = schema[key];
    if (list === undefined) continue;
    if (!Array.isArray(list) || list.length === 0) yield `${where} has ${key} without schemas`;
    else for (const each of list as unknown[]) yield* schemaFaults(each, `${at}.${key}`, depth + 1);
  }
}
