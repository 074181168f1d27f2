import type { TokenCounts } from '@renum/contracts';
import { parseJson } from '../json-scan';
import {
  count,
  isObject,
  markedTextLength,
  text,
  type StreamUsage,
  type UsageReading,
} from './reading';

const FINAL = new Set(['response.completed', 'response.incomplete', 'response.failed']);
const TYPE = /"type"\s*:\s*"([a-z_.]+)"/;

/** `usage` of the Responses API: `input_tokens` includes the cached ones. */
export function responsesTokens(usage: unknown): TokenCounts | undefined {
  if (!isObject(usage)) return undefined;
  const details = isObject(usage.input_tokens_details) ? usage.input_tokens_details : {};
  const input = count(usage.input_tokens);
  return {
    input,
    cacheRead: Math.min(input, count(details.cached_tokens)),
    cacheWrite: 0,
    output: count(usage.output_tokens),
  };
}

/** The last event carries the whole response with its usage. */
export class OpenAiResponsesStream implements StreamUsage {
  private tokens?: TokenCounts;
  private model?: string;
  private outputBytes = 0;

  event(name: string, data: string): void {
    // `event:` repeats the type; compatible servers leave it out.
    const type = name || TYPE.exec(data)?.[1] || '';
    if (type.endsWith('.delta')) {
      this.outputBytes += markedTextLength(data, ['"delta":"']);
      return;
    }
    if (!FINAL.has(type) && type !== 'response.created') return;
    const event = parseJson(data);
    if (!isObject(event) || !isObject(event.response)) return;
    this.model = text(event.response.model) ?? this.model;
    if (FINAL.has(type)) this.tokens = responsesTokens(event.response.usage);
  }

  reading(): UsageReading {
    const complete = this.tokens !== undefined;
    return { tokens: this.tokens, complete, model: this.model, outputBytes: this.outputBytes };
  }
}
