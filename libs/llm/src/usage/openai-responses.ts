import type { TokenCounts } from '@renum/contracts';
import { parseJson } from '../json-scan';
import { GeneratedText } from './generated-text';
import { details, kindsOf } from './kinds';
import { count, isObject, text, type StreamUsage, type UsageReading } from './reading';

const FINAL = new Set(['response.completed', 'response.incomplete', 'response.failed']);
const TEXT = ['"delta"'];
const TYPE = /"type"\s*:\s*"([a-z_.]+)"/;

/** `usage` of the Responses API: `input_tokens` includes the cached ones. */
export function responsesTokens(usage: unknown, output?: unknown): TokenCounts | undefined {
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
      ...searches(output),
    }),
  };
}

/** Hosted tools are charged by the call; opening or searching within a page is not. */
function searches(output: unknown): { webSearches: number; fileSearches: number } {
  const items = Array.isArray(output) ? output.filter(isObject) : [];
  const web = items.filter(({ type, action }) => {
    const kind = details(action).type;
    return type === 'web_search_call' && (kind === undefined || kind === 'search');
  });
  const file = items.filter(({ type }) => type === 'file_search_call');
  return { webSearches: web.length, fileSearches: file.length };
}

/** The last event carries the whole response with its usage. */
export class OpenAiResponsesStream implements StreamUsage {
  private tokens?: TokenCounts;
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
    if (FINAL.has(type)) this.tokens = responsesTokens(event.response.usage, event.response.output);
  }

  reading(): UsageReading {
    const complete = this.tokens !== undefined;
    return {
      tokens: this.tokens,
      complete,
      model: this.model,
      outputBytes: this.said.size,
      outputText: complete ? undefined : this.said.sample(),
    };
  }
}
