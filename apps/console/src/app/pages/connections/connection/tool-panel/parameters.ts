import { visible } from '../../../../core/visible-text';

export interface Parameter {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** Deeper than this the raw schema says it better. */
const MAX_DEPTH = 3;

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown): string => (typeof value === 'string' ? visible(value) : '');

function typeOf(schema: Schema): string {
  const { type, enum: choices, const: only } = schema;
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(choices)) return visible(choices.map((one) => JSON.stringify(one)).join(' | '));
  if (type === 'array')
    return isSchema(schema['items']) ? `list of ${typeOf(schema['items'])}` : 'list';
  if (Array.isArray(type)) return type.map(text).join(' or ');
  const either = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(either)) return either.filter(isSchema).map(typeOf).join(' or ');
  return text(type) || 'anything';
}

/** What a tool is called with, as rows; parts of an object follow it as `object.part`. */
export function parametersOf(schema: Schema, prefix = '', depth = 1): Parameter[] {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).flatMap(([key, value]) => {
    const of = isSchema(value) ? value : {};
    const name = `${prefix}${visible(key)}`;
    const row = {
      name,
      type: typeOf(of),
      required: required.includes(key),
      description: text(of['description']),
    };
    if (depth >= MAX_DEPTH) return [row];
    const items = of['items'];
    const inner = isSchema(items) ? parametersOf(items, `${name}[].`, depth + 1) : [];
    return [row, ...parametersOf(of, `${name}.`, depth + 1), ...inner];
  });
}
