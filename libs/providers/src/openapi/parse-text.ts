import { DomainError } from '@renum/platform';
import { parse } from 'yaml';

export type Json = Record<string, unknown>;

export const MAX_JSON_BYTES = 5 * 1024 * 1024;
/** YAML is read a hundred times slower than JSON, and nothing else runs meanwhile. */
export const MAX_YAML_BYTES = 2 * 1024 * 1024;
const MAX_DEPTH = 80;
const MAX_VALUES = 600_000;

export const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The object that a JSON or YAML text holds, of bounded size and depth and without circles.
 * @throws DomainError `validation_failed`, `payload_too_large`
 */
export function parseText(text: string): Json {
  const isJson = /^\s*\{/.test(text);
  const bytes = Buffer.byteLength(text);
  const limit = isJson ? MAX_JSON_BYTES : MAX_YAML_BYTES;
  if (bytes > limit) {
    const hint = !isJson && bytes <= MAX_JSON_BYTES ? ' As JSON it may have 5 MB.' : '';
    const message = `The file has ${bytes} bytes; ${limit} is the most.${hint}`;
    throw new DomainError('payload_too_large', message);
  }
  const value = isJson ? fromJson(text) : fromYaml(text);
  if (!isRecord(value)) throw unreadable('it is no object');
  bound(value);
  return value;
}

export const unreadable = (why: string, cause?: unknown): DomainError => {
  const message = `This is no OpenAPI file that can be read: ${why}.`;
  return new DomainError('validation_failed', message, {
    cause,
    details: { errors: [{ path: 'openapi', message }] },
  });
};

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // YAML in its flow form begins with a brace as well.
    if (error instanceof SyntaxError && text.length <= 64 * 1024) return fromYaml(text);
    throw unreadable(error instanceof Error ? error.message : 'it is no JSON', error);
  }
}

function fromYaml(text: string): unknown {
  try {
    // Plain data only; of aliases no more than a person writes, so that none can be a bomb.
    return parse(text, {
      schema: 'core',
      maxAliasCount: 200,
      uniqueKeys: true,
      logLevel: 'silent',
    });
  } catch (error) {
    // Too deep a nesting ends as a RangeError.
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw unreadable(why.replace(/[.:]$/, ''), error);
  }
}

/** Aliases make a graph of a tree: what is reached twice counts twice, and a circle has no end. */
function bound(root: Json): void {
  const open: { value: object; depth: number }[] = [{ value: root, depth: 0 }];
  let count = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.depth > MAX_DEPTH) throw unreadable(`it is nested more than ${MAX_DEPTH} levels deep`);
    for (const value of Object.values(next.value) as unknown[]) {
      count += 1;
      if (count > MAX_VALUES) throw unreadable('it holds too many values');
      if (typeof value === 'object' && value !== null) open.push({ value, depth: next.depth + 1 });
    }
  }
}
