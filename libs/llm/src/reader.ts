import type { TokenCounts } from '@renum/contracts';
import { FieldReader } from './field-reader';
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

const STREAMS: Partial<Record<Operation, (keepText: boolean) => StreamUsage>> = {
  chat: (keepText) => new OpenAiChatStream(keepText),
  responses: (keepText) => new OpenAiResponsesStream(keepText),
  messages: (keepText) => new AnthropicMessagesStream(keepText),
};

/**
 * The reader for a response that streams events. With `keepText` a reading that is not complete has
 * the text to count.
 */
export function streamReader(operation: Operation, keepText = false): UsageReader {
  const usage = STREAMS[operation]?.(keepText);
  if (!usage) return bodyReader(operation);
  const parser = new SseParser(({ name, data }) => usage.event(name, data));
  let firstTokenAt: number | undefined;
  return {
    push: (chunk) => {
      parser.push(chunk);
      if (firstTokenAt === undefined && usage.started) firstTokenAt = performance.now();
    },
    end: () => {
      parser.end();
      return { ...usage.reading(), firstTokenAt };
    },
  };
}

const WANTED: ReadonlySet<string> = new Set(['usage', 'model']);
/** In the Responses API the output says which hosted tools were called. */
const WANTED_WITH_OUTPUT: ReadonlySet<string> = new Set([...WANTED, 'output']);

/** What hosted tools found may be long; how many there were is billed. */
const OUTPUT_BYTES = 4 * 1024 * 1024;

/** The reader for an ordinary JSON body: it keeps what it needs of it, however large it is. */
export function bodyReader(operation: Operation): UsageReader {
  const reader =
    operation === 'responses'
      ? new FieldReader(WANTED_WITH_OUTPUT, OUTPUT_BYTES)
      : new FieldReader(WANTED);
  return {
    push: (chunk) => reader.push(chunk),
    end: () => {
      const fields = reader.end();
      if (!fields) return { complete: false, outputBytes: reader.bytes };
      const tokens = BODY_TOKENS[operation](fields.usage, fields.output);
      const model = text(fields.model);
      return { tokens, complete: tokens !== undefined, model, outputBytes: reader.bytes };
    },
  };
}
