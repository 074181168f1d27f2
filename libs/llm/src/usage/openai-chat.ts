import type { TokenCounts } from '@renum/contracts';
import { parseJson } from '../json-scan';
import { GeneratedText } from './generated-text';
import { details, kindsOf } from './kinds';
import { count, isObject, text, type StreamUsage, type UsageReading } from './reading';
import { offList } from './service-tier';

/** `transcript` is what generated speech says. */
const TEXT = [
  '"content"',
  '"reasoning_content"',
  '"reasoning"',
  '"arguments"',
  '"refusal"',
  '"transcript"',
];
/** Most servers say in every chunk that there is none yet: not worth parsing each for. */
const USAGE = /"usage"\s*:\s*\{/;
const CALLS = /"tool_calls"\s*:\s*\[\s*\{/;
const MODEL = /"model"\s*:\s*"([^"\\]{1,200})"/;

/** `usage` of chat completions: `prompt_tokens` includes the cached ones. */
export function chatTokens(usage: unknown): TokenCounts | undefined {
  if (!isObject(usage)) return undefined;
  const prompt = details(usage.prompt_tokens_details);
  const completion = details(usage.completion_tokens_details);
  const input = count(usage.prompt_tokens);
  // Some compatible servers name the cached part their own way (DeepSeek: a hit count).
  const cached = count(prompt.cached_tokens) || count(usage.prompt_cache_hit_tokens);
  const cacheRead = Math.min(input, cached);
  return {
    input,
    cacheRead,
    cacheWrite: Math.min(input - cacheRead, count(prompt.cache_write_tokens)),
    output: count(usage.completion_tokens),
    ...kindsOf({
      inputAudio: prompt.audio_tokens,
      inputImage: prompt.image_tokens,
      reasoning: completion.reasoning_tokens,
      outputAudio: completion.audio_tokens,
      outputImage: completion.image_tokens,
    }),
  };
}

/** Usage comes in the last chunk, whose `choices` is empty; some servers repeat it in every chunk. */
export class OpenAiChatStream implements StreamUsage {
  private tokens?: TokenCounts;
  private model?: string;
  private readonly said: GeneratedText;
  private called = false;
  private finished = false;
  private uncertain?: string;

  constructor(keepText = false) {
    this.said = new GeneratedText(keepText);
  }

  get started(): boolean {
    return this.called || this.said.size > 0;
  }

  event(_name: string, data: string): void {
    if (data === '[DONE]') {
      this.finished = true;
      return;
    }
    this.model ??= MODEL.exec(data)?.[1];
    this.said.take(data, TEXT);
    if (!this.started) this.called = CALLS.test(data);
    if (!USAGE.test(data)) return;
    const chunk = parseJson(data);
    if (!isObject(chunk)) return;
    // Groq puts it into an extension of its own as well; `x_groq.usage` is the same record.
    const extension = isObject(chunk.x_groq) ? chunk.x_groq.usage : undefined;
    const tokens = chatTokens(chunk.usage) ?? chatTokens(extension);
    if (!tokens) return;
    this.tokens = tokens;
    this.uncertain = offList(chunk.service_tier);
    // The record without choices is the final one; running totals come beside a choice.
    if (!Array.isArray(chunk.choices) || chunk.choices.length === 0 || endsChoice(chunk.choices[0]))
      this.finished = true;
  }

  reading(): UsageReading {
    const complete = this.finished && this.tokens !== undefined;
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

function endsChoice(choice: unknown): boolean {
  return isObject(choice) && text(choice.finish_reason) !== undefined;
}
