import type { TokenCounts } from '@renum/contracts';
import { parseJson } from '../json-scan';
import { GeneratedText } from './generated-text';
import { details, kindsOf } from './kinds';
import { offList } from './service-tier';
import {
  count,
  isObject,
  text,
  type JsonObject,
  type StreamUsage,
  type UsageReading,
} from './reading';

const TEXT = ['"text"', '"partial_json"', '"thinking"'];
/** Blocks that say something by being there; text and thinking come in deltas. */
const TELLING_BLOCK = /"(?:tool_use|server_tool_use|mcp_tool_use|redacted_thinking)"/;

/** Anthropic's `input_tokens` leaves the cached parts out; ours includes them. */
export function messagesTokens(usage: unknown): TokenCounts | undefined {
  return isObject(usage) ? tokensOf(usage) : undefined;
}

/** Why its price is not the public one: another tier, or faster. */
export const messagesTier = (usage: unknown): string | undefined =>
  offList(details(usage).service_tier, details(usage).speed);

function tokensOf(usage: JsonObject): TokenCounts {
  const cacheRead = count(usage.cache_read_input_tokens);
  const cacheWrite = count(usage.cache_creation_input_tokens);
  return {
    input: count(usage.input_tokens) + cacheRead + cacheWrite,
    cacheRead,
    cacheWrite,
    output: count(usage.output_tokens),
    ...kindsOf({
      cacheWrite1h: details(usage.cache_creation).ephemeral_1h_input_tokens,
      reasoning: details(usage.output_tokens_details).thinking_tokens,
      webSearches: details(usage.server_tool_use).web_search_requests,
    }),
  };
}

/**
 * `message_start` says what came in, `message_delta` what went out so far (cumulative, and with
 * server tools also a grown input). Only a delta with a stop reason is the final record.
 */
export class AnthropicMessagesStream implements StreamUsage {
  private usage: JsonObject = {};
  private seen = false;
  private model?: string;
  private readonly said: GeneratedText;
  private called = false;
  private complete = false;

  constructor(keepText = false) {
    this.said = new GeneratedText(keepText);
  }

  get started(): boolean {
    return this.called || this.said.size > 0;
  }

  event(name: string, data: string): void {
    // Some compatible servers leave the event's name to its data.
    if (name === 'content_block_delta' || (name === '' && data.includes('"content_block_delta"'))) {
      this.said.take(data, TEXT);
      return;
    }
    if (!this.called && data.includes('"content_block_start"'))
      this.called = TELLING_BLOCK.test(data);
    if (!data.includes('"usage"')) return;
    const event = parseJson(data);
    if (!isObject(event)) return;
    if (event.type === 'message_start' && isObject(event.message)) {
      this.model = text(event.message.model);
      this.merge(event.message.usage);
    } else if (event.type === 'message_delta') {
      this.merge(event.usage);
      const stopped = isObject(event.delta) && text(event.delta.stop_reason) !== undefined;
      this.complete ||= stopped && isObject(event.usage);
    }
  }

  reading(): UsageReading {
    const tokens = this.seen ? tokensOf(this.usage) : undefined;
    const uncertain = messagesTier(this.usage);
    return {
      tokens,
      complete: this.complete,
      ...(uncertain && { uncertain }),
      model: this.model,
      outputBytes: this.said.size,
      outputText: this.complete ? undefined : this.said.sample(),
    };
  }

  /** A later record replaces only the fields it repeats; a null is "not said". */
  private merge(usage: unknown): void {
    if (!isObject(usage)) return;
    this.seen = true;
    const said = Object.entries(usage).filter(([, value]) => value !== null);
    this.usage = { ...this.usage, ...Object.fromEntries(said) };
  }
}
