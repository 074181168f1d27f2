import type { TokenCounts } from '@renum/contracts';
import { fieldValue, scanTopLevel } from './json-scan';
import type { LlmOperation } from './operations';
import { SseParser } from './sse';
import { AnthropicMessagesStream, messagesTokens } from './usage/anthropic-messages';
import { chatTokens, OpenAiChatStream } from './usage/openai-chat';
import { embeddingTokens } from './usage/openai-embeddings';
import { OpenAiResponsesStream, responsesTokens } from './usage/openai-responses';
import { text, type StreamUsage, type UsageReading } from './usage/reading';

/** Bytes of one response in, what it cost out. `end` is called once, also after a cut. */
export interface UsageReader {
  push(chunk: Buffer): void;
  end(): UsageReading;
}

type Operation = Exclude<LlmOperation, 'models' | 'count_tokens'>;

const BODY_TOKENS: Record<Operation, (usage: unknown, output: unknown) => TokenCounts | undefined> =
  {
    chat: chatTokens,
    responses: responsesTokens,
    embeddings: embeddingTokens,
    messages: messagesTokens,
  };

const STREAMS: Partial<Record<Operation, () => StreamUsage>> = {
  chat: () => new OpenAiChatStream(),
  responses: () => new OpenAiResponsesStream(),
  messages: () => new AnthropicMessagesStream(),
};

/** The reader for a response that streams events. */
export function streamReader(operation: Operation): UsageReader {
  const usage = STREAMS[operation]?.();
  if (!usage) return bodyReader(operation);
  const parser = new SseParser(({ name, data }) => usage.event(name, data));
  return {
    push: (chunk) => parser.push(chunk),
    end: () => {
      parser.end();
      return usage.reading();
    },
  };
}

const WANTED: ReadonlySet<string> = new Set(['usage', 'model']);
/** In the Responses API the output says which hosted tools were called; else it stays unparsed. */
const WANTED_WITH_OUTPUT: ReadonlySet<string> = new Set([...WANTED, 'output']);

/** The reader for an ordinary JSON body. It keeps the body, which the caller has bounded. */
export function bodyReader(operation: Operation): UsageReader {
  const chunks: Buffer[] = [];
  return {
    push: (chunk) => void chunks.push(chunk),
    end: () => {
      const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
      const hosted = operation === 'responses' && body.includes('_search_call');
      const scan = scanTopLevel(body, hosted ? WANTED_WITH_OUTPUT : WANTED);
      if (!scan) return { complete: false, outputBytes: body.length };
      const output = fieldValue(body, scan, 'output');
      const tokens = BODY_TOKENS[operation](fieldValue(body, scan, 'usage'), output);
      const model = text(fieldValue(body, scan, 'model'));
      return { tokens, complete: tokens !== undefined, model, outputBytes: body.length };
    },
  };
}
