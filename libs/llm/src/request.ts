import { DEFAULT_OUTPUT_BOUND, inputTokensAtMost } from './estimate';
import { fieldValue, scanTopLevel, type Span, type TopLevel } from './json-scan';
import type { LlmOperation } from './operations';
import { isObject } from './usage/reading';

export interface LlmRequest {
  model: string;
  /** Where the model stands in `body`, its quotes included. */
  modelAt: Span;
  stream: boolean;
  /** The body to send: the caller's own bytes, or with usage asked for. */
  body: Buffer;
  /** True when we asked for usage and the caller had not: its chunk is hidden from the caller. */
  usageAdded: boolean;
  /** Upper bounds, to reserve money before the call. */
  bounds: { input: number; output: number };
}

export type LlmRequestFault = 'malformed' | 'model_missing' | 'background';

const WANTED: ReadonlySet<string> = new Set([
  'model',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'n',
  'background',
]);

/** Reads the fields that matter, without parsing the prompt. */
export function readLlmRequest(
  operation: LlmOperation,
  body: Buffer,
): LlmRequest | LlmRequestFault {
  const scan = scanTopLevel(body, WANTED);
  if (!scan) return 'malformed';
  const model = fieldValue(body, scan, 'model');
  const modelAt = scan.fields.get('model');
  if (!modelAt || typeof model !== 'string' || model.length === 0) return 'model_missing';
  // A background response is fetched later by its id: its cost would never pass through here.
  if (operation === 'responses' && truthy(fieldValue(body, scan, 'background')))
    return 'background';
  const stream = fieldValue(body, scan, 'stream') === true;
  const asked = operation === 'chat' && stream ? askForUsage(body, scan) : undefined;
  return {
    model,
    modelAt: asked ? moved(modelAt, scan, asked.length - body.length) : modelAt,
    stream,
    body: asked ?? body,
    usageAdded: asked !== undefined,
    bounds: { input: inputTokensAtMost(body.length), output: outputAtMost(operation, body, scan) },
  };
}

/** The same request for the model of another name; every other byte stays as it is. */
export function withModel(request: LlmRequest, model: string): LlmRequest {
  if (model === request.model) return request;
  const { body, modelAt } = request;
  const name = Buffer.from(JSON.stringify(model));
  return {
    ...request,
    model,
    modelAt: { start: modelAt.start, end: modelAt.start + name.length },
    body: Buffer.concat([body.subarray(0, modelAt.start), name, body.subarray(modelAt.end)]),
  };
}

export const isFault = (read: LlmRequest | LlmRequestFault): read is LlmRequestFault =>
  typeof read === 'string';

function truthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function outputAtMost(operation: LlmOperation, body: Buffer, scan: TopLevel): number {
  if (operation === 'embeddings' || operation === 'count_tokens') return 0;
  const bounds = ['max_completion_tokens', 'max_output_tokens', 'max_tokens']
    .map((name) => fieldValue(body, scan, name))
    .filter((value) => typeof value === 'number' && Number.isSafeInteger(value) && value > 0);
  const choices = fieldValue(body, scan, 'n');
  const times = typeof choices === 'number' && choices > 1 ? Math.ceil(choices) : 1;
  // With two bounds given, which one a server honours is its own affair: take the larger.
  const bound = bounds.length > 0 ? Math.max(...(bounds as number[])) : DEFAULT_OUTPUT_BOUND;
  return Math.min(bound * times, Number.MAX_SAFE_INTEGER);
}

/** Where the model is after usage was asked for: a field put in or made longer may be before it. */
function moved({ start, end }: Span, scan: TopLevel, by: number): Span {
  const changedAt = scan.fields.get('stream_options')?.start ?? scan.insertAt;
  return changedAt <= start ? { start: start + by, end: end + by } : { start, end };
}

/** The body with `stream_options.include_usage` set, or undefined when it already is. */
function askForUsage(body: Buffer, scan: TopLevel): Buffer | undefined {
  const span = scan.fields.get('stream_options');
  if (!span) {
    const field = Buffer.from(`"stream_options":{"include_usage":true}${scan.empty ? '' : ','}`);
    return Buffer.concat([body.subarray(0, scan.insertAt), field, body.subarray(scan.insertAt)]);
  }
  const options = fieldValue(body, scan, 'stream_options');
  if (isObject(options) && options.include_usage === true) return undefined;
  const asked = { ...(isObject(options) ? options : {}), include_usage: true };
  const before = body.subarray(0, span.start);
  return Buffer.concat([before, Buffer.from(JSON.stringify(asked)), body.subarray(span.end)]);
}
