import { baseUrl } from '../env';

/** The parts of a JSON schema that our document uses. */
export interface Schema {
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minLength?: number;
  minimum?: number;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header' | 'cookie';
  required?: boolean;
  schema?: Schema;
}

interface RawOperation {
  parameters?: Parameter[];
  security?: Record<string, unknown>[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface Operation {
  /** `POST /v1/threads/{id}/runs` */
  name: string;
  method: string;
  path: string;
  isPublic: boolean;
  isOperators: boolean;
  query: Parameter[];
  body?: Schema;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Every operation of the running platform's own document: a new route is in here by itself. */
export async function operations(): Promise<Operation[]> {
  const response = await fetch(new URL('/docs-json', baseUrl));
  const { paths } = (await response.json()) as {
    paths: Record<string, Partial<Record<(typeof METHODS)[number], RawOperation>>>;
  };
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((verb) => {
      const operation = item[verb];
      if (!operation) return [];
      const method = verb.toUpperCase();
      return {
        name: `${method} ${path}`,
        method,
        path,
        isPublic: operation.security?.some((one) => Object.keys(one).length === 0) ?? false,
        isOperators: path.startsWith('/v1/operator'),
        query: (operation.parameters ?? []).filter((parameter) => parameter.in === 'query'),
        body: operation.requestBody?.content['application/json']?.schema,
      };
    }),
  );
}

/** A value that a schema accepts: as little as it demands, and what lies on the path `include`. */
export function sampleOf(schema: Schema, include: readonly string[] = []): unknown {
  if (include.length === 0) {
    const given = [schema.example, schema.examples?.[0], schema.default, schema.const];
    const known = [...given, schema.enum?.[0]].find((value) => value !== undefined);
    if (known !== undefined) return known;
  }
  if (schema.type === 'object') {
    const [next, ...rest] = include;
    // What is shown as an example obeys rules that a schema cannot say; best one with what is wanted.
    const examples = (schema.examples ?? []) as Record<string, unknown>[];
    const fitting = examples.find((one) => next !== undefined && next in one) ?? examples[0];
    const shown = (schema.example ?? fitting ?? {}) as Record<string, unknown>;
    const demanded = (schema.required ?? []).filter((name) => !(name in shown));
    const wanted = [...new Set([...demanded, ...(next ? [next] : [])])];
    const made = Object.fromEntries(
      wanted.map((name) => {
        const property = schema.properties?.[name] ?? {};
        return [name, sampleOf(property, name === next ? rest : [])];
      }),
    );
    return { ...shown, ...made };
  }
  switch (schema.type) {
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return 'x'.repeat(Math.max(schema.minLength ?? 1, 1));
  }
}

/** Where in a body ids stand: `config.model.credentialId`. */
export function idsIn(schema: Schema | undefined, at: readonly string[] = []): string[][] {
  if (!schema) return [];
  if (schema.format === 'uuid') return [[...at]];
  const inside = Object.entries(schema.properties ?? {});
  return inside.flatMap(([name, property]) => idsIn(property, [...at, name]));
}

/** A copy of `body` with another value in the place `at`. */
export function withValue(body: unknown, at: readonly string[], value: unknown): unknown {
  const [next, ...rest] = at;
  if (next === undefined) return value;
  const whole = body as Record<string, unknown>;
  return { ...whole, [next]: withValue(whole[next], rest, value) };
}
