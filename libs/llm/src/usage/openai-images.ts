import type { TokenCounts } from '@renum/contracts';
import { fieldValue, scanTopLevel } from '../json-scan';
import { details, kindsOf } from './kinds';
import { count, isObject, type StreamUsage, type UsageReading } from './reading';

/** `usage` of the image API: what is not told apart of the output is pictures. */
export function imageTokens(usage: unknown): TokenCounts | undefined {
  if (!isObject(usage)) return undefined;
  const before = details(usage.input_tokens_details);
  const after = details(usage.output_tokens_details);
  const input = count(usage.input_tokens);
  const output = count(usage.output_tokens);
  const cached = details(before.cached_tokens_details);
  return {
    input,
    cacheRead: Math.min(input, count(before.cached_tokens)),
    cacheWrite: 0,
    output,
    ...kindsOf({
      inputImage: before.image_tokens,
      cacheReadImage: cached.image_tokens,
      outputImage: after.image_tokens ?? output,
    }),
  };
}

const COMPLETED = /^image_(?:generation|edit)\.completed$/;
const TYPE = /"type"\s*:\s*"(image_[a-z_.]+)"/;
const WANTED: ReadonlySet<string> = new Set(['usage']);

/** The event of a finished picture has its usage, beside megabytes of picture. */
export class OpenAiImagesStream implements StreamUsage {
  /** Pictures are not made of tokens that come one by one. */
  readonly started = false;
  private tokens?: TokenCounts;
  private pictures = 0;

  event(name: string, data: string): void {
    const type = name || TYPE.exec(data)?.[1] || '';
    if (!COMPLETED.test(type)) return;
    this.pictures += 1;
    const event = Buffer.from(data);
    const scan = scanTopLevel(event, WANTED);
    this.tokens = (scan && imageTokens(fieldValue(event, scan, 'usage'))) ?? this.tokens;
  }

  reading(): UsageReading {
    // Of several pictures nobody says whether each record is its own or the sum: not taken for exact.
    const complete = this.tokens !== undefined && this.pictures === 1;
    return { tokens: this.tokens, complete, outputBytes: 0 };
  }
}
