import type { TokenCounts } from '@renum/contracts';
import { parseJson } from '../json-scan';
import { GeneratedText } from './generated-text';
import { hostedCalls } from './hosted-calls';
import { details, kindsOf } from './kinds';
import {
  count,
  isObject,
  text,
  type JsonObject,
  type StreamUsage,
  type UsageReading,
} from './reading';
import { offList } from './service-tier';

const FINAL = new Set(['response.completed', 'response.incomplete', 'response.failed']);
const TEXT = ['"delta"'];
const TYPE = /"type"\s*:\s*"([a-z_.]+)"/;

/** Of a response's body, beside `usage`. */
export const RESPONSE_FIELDS = ['output', 'tools', 'tool_usage', 'service_tier'] as const;

/** `usage` of the Responses API: `input_tokens` includes the cached ones. */
export function responsesTokens(response: JsonObject): TokenCounts | undefined {
  const { usage } = response;
  if (!isObject(usage)) return undefined;
  const inputDetails = details(usage.input_tokens_details);
  const outputDetails = details(usage.output_tokens_details);
  const input = count(usage.input_tokens);
  const cacheRead = Math.min(input, count(inputDetails.cached_tokens));
  return {
    input,
    cacheRead,
    cacheWrite: Math.min(input - cacheRead, count(inputDetails.cache_write_tokens)),
    output: count(usage.output_tokens),
    ...kindsOf({
      inputAudio: inputDetails.audio_tokens,
      inputImage: inputDetails.image_tokens,
      reasoning: outputDetails.reasoning_tokens,
      outputAudio: outputDetails.audio_tokens,
      outputImage: outputDetails.image_tokens,
      ...hostedCalls(response),
    }),
  };
}

/**
 * Why a response's own record is not all of its cost: no answer tells whether a container for code was
 * opened for it, or open since an earlier one.
 */
export const uncertainty = (response: JsonObject): string | undefined =>
  hostedCalls(response).codeSessions > 0 ? 'container_sessions' : offList(response.service_tier);

/** The last event carries the whole response with its usage. */
export class OpenAiResponsesStream implements StreamUsage {
  private tokens?: TokenCounts;
  private uncertain?: string;
  private model?: string;
  private readonly said: GeneratedText;

  constructor(keepText = false) {
    this.said = new GeneratedText(keepText);
  }

  get started(): boolean {
    return this.said.size > 0;
  }

  event(name: string, data: string): void {
    // `event:` repeats the type; compatible servers leave it out.
    const type = name || TYPE.exec(data)?.[1] || '';
    if (type.endsWith('.delta')) {
      this.said.take(data, TEXT);
      return;
    }
    if (!FINAL.has(type) && type !== 'response.created') return;
    const event = parseJson(data);
    if (!isObject(event) || !isObject(event.response)) return;
    this.model = text(event.response.model) ?? this.model;
    if (!FINAL.has(type)) return;
    this.tokens = responsesTokens(event.response);
    this.uncertain = uncertainty(event.response);
  }

  reading(): UsageReading {
    const complete = this.tokens !== undefined;
    return {
      tokens: this.tokens,
      complete,
      ...(this.uncertain && { uncertain: this.uncertain }),
      model: this.model,
      outputBytes: this.said.size,
      outputText: complete ? undefined : this.said.sample(),
    };
  }
}
