import { isRecord, type Json } from './parse-text';
import type { References } from './references';

/** A model reads every tool's schema with every turn: what is longer is told more briefly. */
const MAX_CHARACTERS = 6_000;
/** From telling all to telling little, until it is short enough. */
const DETAILS = [
  { depth: 8, text: 300 },
  { depth: 5, text: 120 },
  { depth: 4, text: 0 },
  { depth: 2, text: 0 },
  { depth: 1, text: 0 },
] as const;
type Detail = (typeof DETAILS)[number];

const MAX_ENUM = 100;
const MAX_PROPERTIES = 200;
const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
/** Told as they are; formats and patterns of other dialects do no harm. */
const NUMBERS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'] as const;

/** A schema of an API as a self-contained, short JSON Schema; what it lacks may still be sent. */
export function toolSchema(schema: unknown, references: References): Json {
  const found = references.resolve(schema);
  if (!found) return {};
  const known = references.told.get(found) ?? brief(found, references);
  references.told.set(found, known);
  return known;
}

function brief(schema: Json, references: References): Json {
  // To find it out by a throw for each detail takes a hundred times longer.
  if (references.schemasLeft <= 0) return { type: 'object' };
  for (const detail of DETAILS) {
    try {
      const left = Math.min(MAX_NODES, references.schemasLeft);
      const told = tell(schema, { references, detail, left }, 0, []);
      if (JSON.stringify(told).length <= MAX_CHARACTERS) return told;
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
    }
  }
  return { type: 'object' };
}

class TooLong extends Error {}

/** Schemas refer to each other without end: what cannot be short in the end is not told whole first. */
const MAX_NODES = 1_600;

interface Telling {
  references: References;
  detail: Detail;
  left: number;
}

function tell(schema: unknown, telling: Telling, depth: number, above: readonly Json[]): Json {
  const { references, detail } = telling;
  telling.left -= 1;
  references.schemasLeft -= 1;
  if (telling.left <= 0) throw new TooLong();
  const found = references.resolve(schema);
  // A schema within itself, or deeper than is told: anything goes.
  if (!found || above.includes(found) || depth > detail.depth) return {};
  const inside = [...above, found];
  const deeper = (each: unknown): Json => tell(each, telling, depth + 1, inside);
  const type = typeOf(found);
  const told: Json = {
    ...(type !== undefined && { type }),
    ...plain(found, detail.text),
    ...(mayBe(type, 'array') && { items: deeper(found['items'] ?? {}) }),
    // The deepest ones are told by their type alone.
    ...(depth < detail.depth && objectOf(found, telling, deeper)),
  };
  for (const key of ['oneOf', 'anyOf', 'allOf'] as const) {
    const list = found[key];
    if (!Array.isArray(list) || list.length === 0) continue;
    const several = list.slice(0, 20).map(deeper);
    if (key === 'allOf') merge(told, several);
    else told[key] = several;
  }
  return told;
}

/** Parts that hold together: most models understand one object better than a list of conditions. */
function merge(told: Json, several: readonly Json[]): void {
  for (const each of several) {
    const { properties, required, ...rest } = each;
    if (isRecord(properties))
      told['properties'] = { ...(told['properties'] as Json | undefined), ...properties };
    if (Array.isArray(required))
      told['required'] = [
        ...new Set([...((told['required'] as string[]) ?? []), ...(required as string[])]),
      ];
    for (const [key, value] of Object.entries(rest)) told[key] ??= value;
  }
}

function typeOf({ type, properties, items }: Json): string | string[] | undefined {
  const types = (Array.isArray(type) ? (type as unknown[]) : [type]).filter(
    (each): each is string => typeof each === 'string' && TYPES.includes(each),
  );
  if (types.length > 1) return types;
  if (types[0] !== undefined) return types[0];
  if (isRecord(properties)) return 'object';
  return items === undefined ? undefined : 'array';
}

const mayBe = (type: string | string[] | undefined, wanted: string): boolean =>
  type === wanted || (Array.isArray(type) && type.includes(wanted));

function plain(schema: Json, text: number): Json {
  const told: Json = {};
  const { description, title, format, enum: values, const: only, default: otherwise } = schema;
  const words = typeof description === 'string' && description ? description : title;
  if (text > 0 && typeof words === 'string' && words.trim() !== '')
    told['description'] = shortened(words, text);
  if (Array.isArray(values) && values.length > 0) told['enum'] = values.slice(0, MAX_ENUM);
  if (only !== undefined) told['const'] = only;
  if (typeof format === 'string' && format.length <= 30) told['format'] = format;
  if (['string', 'number', 'boolean'].includes(typeof otherwise)) told['default'] = otherwise;
  for (const key of NUMBERS) if (typeof schema[key] === 'number') told[key] = schema[key];
  return told;
}

function objectOf(schema: Json, telling: Telling, deeper: (each: unknown) => Json): Json {
  const { properties, required, additionalProperties } = schema;
  const told: Json = {};
  if (isRecord(properties)) {
    const sent = Object.entries(properties)
      .filter(([name, each]) => name !== '__proto__' && !(isRecord(each) && each['readOnly']))
      .slice(0, MAX_PROPERTIES);
    // Reckoned before they are told: a maze is recognised at its door.
    telling.left -= sent.length;
    told['properties'] = Object.fromEntries(sent.map(([name, each]) => [name, deeper(each)]));
    const names = new Set(sent.map(([name]) => name));
    const needed = Array.isArray(required)
      ? required.filter((name): name is string => typeof name === 'string' && names.has(name))
      : [];
    if (needed.length > 0) told['required'] = [...new Set(needed)];
  }
  if (isRecord(additionalProperties)) told['additionalProperties'] = deeper(additionalProperties);
  return told;
}

/** One line, cut at a word. */
export function shortened(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1);
  const space = cut.lastIndexOf(' ');
  return `${space > limit / 2 ? cut.slice(0, space) : cut}…`;
}
