import { ANSWERS } from './examples';
import type { Operation } from './problems';

type Schema = Record<string, unknown>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7/;
const ISO = /^\d{4}-\d\d-\d\dT/;

/** The schema of which `example` is one. */
export function schemaOf(example: unknown): Schema {
  if (typeof example === 'string') {
    if (UUID.test(example)) return { type: 'string', format: 'uuid' };
    return ISO.test(example) ? { type: 'string', format: 'date-time' } : { type: 'string' };
  }
  if (typeof example === 'number') return { type: 'number' };
  if (typeof example === 'boolean') return { type: 'boolean' };
  if (Array.isArray(example)) return { type: 'array', items: schemaOf(example[0]) };
  if (typeof example !== 'object' || example === null) return {};
  const known = Object.entries(example).filter(([, value]) => value !== undefined);
  return {
    type: 'object',
    properties: Object.fromEntries(known.map(([name, value]) => [name, schemaOf(value)])),
  };
}

const isRefOrMissing = (answer: unknown): boolean =>
  typeof answer !== 'object' || answer === null || '$ref' in answer;

/** Gives an operation's success the example of its view, unless its controller has brought one. */
export function addAnswer(route: string, operation: Operation): void {
  const [status, answer] = Object.entries(operation.responses).find(([s]) => /^2/.test(s)) ?? [];
  if (status === undefined || isRefOrMissing(answer)) return;
  const response = answer as { description: string; content?: object };
  response.description ||= status === '204' ? 'Done.' : (operation.summary ?? 'Done.');
  const example = ANSWERS[route];
  if (example === undefined) return;
  response.content ??= { 'application/json': { schema: schemaOf(example), example } };
}
