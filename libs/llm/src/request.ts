import { BOUND_FIELDS, boundsOf, type Asked, type Bounds } from './bounds/bounds';
import { hostedTools } from './bounds/hosted-tools';
import type { Span } from './json-scan';
import { takesForm, type LlmOperation } from './operations';
import { fieldsOf, isForm, type RequestFields } from './request-fields';
import { isObject } from './usage/reading';

export interface LlmRequest {
  model: string;
  /** Where the model stands in `body`, its quotes included. */
  modelAt: Span;
  /** Whether the body is JSON; otherwise it is a form. */
  json: boolean;
  stream: boolean;
  /** The body to send: the caller's own bytes, or with usage asked for. */
  body: Buffer;
  /** True when we asked for usage and the caller had not: its chunk is hidden from the caller. */
  usageAdded: boolean;
  /** What it can come to, to reserve money before the call. */
  bounds: Bounds;
}

/**
 * `unmetered`: asks for what would be charged and is told by no answer. `other_models`: beside its
 * model it names others.
 */
export type LlmRequestFault =
  'malformed' | 'model_missing' | 'other_models' | 'background' | 'unmetered' | 'not_a_form';

/** By these OpenRouter answers with another model than the one that was asked for. */
const OTHER_MODELS = ['models', 'preset'];

const WANTED: ReadonlySet<string> = new Set([
  'model',
  ...OTHER_MODELS,
  'stream',
  'stream_options',
  'background',
  'svg',
  'output_format',
  ...BOUND_FIELDS,
]);

/** Reads the fields that matter, without parsing the prompt. */
export function readLlmRequest(
  operation: LlmOperation,
  body: Buffer,
  contentType?: string,
): LlmRequest | LlmRequestFault {
  const form = takesForm(operation) && isForm(contentType);
  // Only pictures can be told of instead of sent.
  if (takesForm(operation) && !form && operation !== 'image_edits') return 'not_a_form';
  const fields = fieldsOf(body, WANTED, form ? contentType : undefined);
  if (!fields) return 'malformed';
  const model = fields.value('model');
  const modelAt = fields.at('model');
  if (!modelAt || typeof model !== 'string' || model.length === 0) return 'model_missing';
  if (OTHER_MODELS.some((name) => truthy(fields.value(name)))) return 'other_models';
  // A background response is fetched later by its id: its cost would never pass through here.
  if (operation === 'responses' && truthy(fields.value('background'))) return 'background';
  const asked: Asked = { operation, model, body, fields };
  if (isUnmetered(asked)) return 'unmetered';
  const stream = fields.flag('stream');
  const usage = operation === 'chat' && stream ? askForUsage(body, fields) : undefined;
  return {
    model,
    modelAt: usage ? usage.moved(modelAt) : modelAt,
    json: fields.json,
    stream,
    body: usage?.body ?? body,
    usageAdded: usage !== undefined,
    bounds: boundsOf(asked),
  };
}

/** The same request for the model of another name; every other byte stays as it is. */
export function withModel(request: LlmRequest, model: string): LlmRequest {
  if (model === request.model) return request;
  const { body, modelAt, json } = request;
  const name = json ? JSON.stringify(model) : model;
  return {
    ...request,
    model,
    modelAt: { start: modelAt.start, end: modelAt.start + Buffer.byteLength(name) },
    body: spliced(body, modelAt, name).body,
  };
}

export const isFault = (read: LlmRequest | LlmRequestFault): read is LlmRequestFault =>
  typeof read === 'string';

function truthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

/** Pictures that a response has made, and drawings that a text model writes, are of another model. */
function isUnmetered(asked: Asked): boolean {
  const { operation, fields } = asked;
  if (operation === 'responses')
    return hostedTools(asked).some(({ type }) => String(type).startsWith('image_generation'));
  if (operation !== 'images' && operation !== 'image_edits') return false;
  return truthy(fields.value('svg')) || fields.value('output_format') === 'svg';
}

/** The body with `stream_options.include_usage` set, or undefined when it already is. */
function askForUsage(body: Buffer, fields: RequestFields): Splice | undefined {
  const at = fields.at('stream_options');
  if (!at) {
    const { insertAt = 0, empty = true } = fields;
    const field = `"stream_options":{"include_usage":true}${empty ? '' : ','}`;
    return spliced(body, { start: insertAt, end: insertAt }, field);
  }
  const options = fields.value('stream_options');
  if (isObject(options) && options.include_usage === true) return undefined;
  const asked = { ...(isObject(options) ? options : {}), include_usage: true };
  return spliced(body, at, JSON.stringify(asked));
}

interface Splice {
  body: Buffer;
  /** Where another part of the body is now. */
  moved(part: Span): Span;
}

function spliced(body: Buffer, { start, end }: Span, text: string): Splice {
  const put = Buffer.from(text);
  const by = put.length - (end - start);
  return {
    body: Buffer.concat([body.subarray(0, start), put, body.subarray(end)]),
    moved: (part) => (start <= part.start ? { start: part.start + by, end: part.end + by } : part),
  };
}
