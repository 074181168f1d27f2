import type { TokenCounts } from '@renum/contracts';
import { parseJson } from '../json-scan';
import { GeneratedText } from './generated-text';
import { details, kindsOf } from './kinds';
import { count, isObject, type StreamUsage, type UsageReading } from './reading';

/** `usage` of a transcription: the tokens of some models, the time of others. */
export function transcriptTokens(usage: unknown): TokenCounts | undefined {
  if (!isObject(usage)) return undefined;
  if (usage.type === 'duration' || usage.seconds !== undefined) return heard(usage.seconds);
  const input = details(usage.input_token_details ?? usage.input_tokens_details);
  return {
    input: count(usage.input_tokens),
    cacheRead: 0,
    cacheWrite: 0,
    output: count(usage.output_tokens),
    ...kindsOf({ inputAudio: input.audio_tokens }),
  };
}

/** What was listened to, by its length; undefined for what is no length. */
export function heard(seconds: unknown): TokenCounts | undefined {
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds < 1e9)) return undefined;
  const inputAudioMs = Math.round(seconds * 1000);
  return { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, ...kindsOf({ inputAudioMs }) };
}

/** `usage` of generated speech; its output is nothing but speech. */
export function speechTokens(usage: unknown): TokenCounts | undefined {
  if (!isObject(usage)) return undefined;
  const output = count(usage.output_tokens);
  return {
    input: count(usage.input_tokens),
    cacheRead: 0,
    cacheWrite: 0,
    output,
    ...kindsOf({ outputAudio: output }),
  };
}

const TYPE = /"type"\s*:\s*"([a-z_.]+)"/;
const TEXT = ['"delta"'];

/** What is heard comes in deltas; the last event has its usage. */
export class OpenAiTranscriptStream implements StreamUsage {
  private tokens?: TokenCounts;
  private readonly said: GeneratedText;

  constructor(keepText = false) {
    this.said = new GeneratedText(keepText);
  }

  get started(): boolean {
    return this.said.size > 0;
  }

  event(name: string, data: string): void {
    const type = name || TYPE.exec(data)?.[1] || '';
    if (type === 'transcript.text.delta') return this.said.take(data, TEXT);
    if (type !== 'transcript.text.done') return;
    const event = parseJson(data);
    if (isObject(event)) this.tokens = transcriptTokens(event.usage);
  }

  reading(): UsageReading {
    const complete = this.tokens !== undefined;
    const outputText = complete ? undefined : this.said.sample();
    return { tokens: this.tokens, complete, outputBytes: this.said.size, outputText };
  }
}

/** Speech in pieces; the last event has its usage. */
export class OpenAiSpeechStream implements StreamUsage {
  started = false;
  private tokens?: TokenCounts;

  event(name: string, data: string): void {
    const type = name || TYPE.exec(data)?.[1] || '';
    if (type === 'speech.audio.delta') this.started = true;
    if (type !== 'speech.audio.done') return;
    const event = parseJson(data);
    if (isObject(event)) this.tokens = speechTokens(event.usage);
  }

  reading(): UsageReading {
    return { tokens: this.tokens, complete: this.tokens !== undefined, outputBytes: 0 };
  }
}
