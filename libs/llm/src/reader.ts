import type { TokenCounts } from '@renum/contracts';
import { FieldReader, type Fields } from './field-reader';
import type { BilledOperation } from './operations';
import { SseParser } from './sse';
import { AnthropicMessagesStream, messagesTier, messagesTokens } from './usage/anthropic-messages';
import {
  heard,
  OpenAiSpeechStream,
  OpenAiTranscriptStream,
  speechTokens,
  transcriptTokens,
} from './usage/openai-audio';
import { chatTokens, OpenAiChatStream } from './usage/openai-chat';
import { embeddingTokens } from './usage/openai-embeddings';
import { imageTokens, OpenAiImagesStream } from './usage/openai-images';
import {
  OpenAiResponsesStream,
  RESPONSE_FIELDS,
  responsesTokens,
  uncertainty,
} from './usage/openai-responses';
import { offList } from './usage/service-tier';
import { text, type StreamUsage, type UsageReading } from './usage/reading';

/** Bytes of one response in, what it cost out. `end` is called once, also after a cut. */
export interface UsageReader {
  push(chunk: Buffer): void;
  end(): UsageReading;
}

/** How the body of an answer tells its usage. */
interface BodyUsage {
  tokens: (fields: Fields) => TokenCounts | undefined;
  /** Top-level fields it needs, beside `usage` and `model`. */
  fields?: readonly string[];
  /** Why the record is not all of the cost. */
  uncertain?: (fields: Fields) => string | undefined;
  /** What it says of its usage without counting it. */
  about?: (fields: Fields) => TokenCounts | undefined;
}

const byTier = ({ service_tier }: Fields): string | undefined => offList(service_tier);
const ofUsage = (tokens: (usage: unknown) => TokenCounts | undefined): BodyUsage => ({
  tokens: ({ usage }) => tokens(usage),
});
/** A long form of an answer says how long the recording was, which is not what was charged. */
const transcript: BodyUsage = {
  ...ofUsage(transcriptTokens),
  fields: ['duration'],
  about: ({ duration }) => heard(duration),
};

const BODIES: Readonly<Record<BilledOperation, BodyUsage>> = {
  chat: { ...ofUsage(chatTokens), fields: ['service_tier'], uncertain: byTier },
  responses: { tokens: responsesTokens, fields: RESPONSE_FIELDS, uncertain: uncertainty },
  embeddings: ofUsage(embeddingTokens),
  messages: { ...ofUsage(messagesTokens), uncertain: ({ usage }) => messagesTier(usage) },
  images: ofUsage(imageTokens),
  image_edits: ofUsage(imageTokens),
  transcriptions: transcript,
  translations: transcript,
  speech: ofUsage(speechTokens),
};

const STREAMS: Partial<Record<BilledOperation, (keepText: boolean) => StreamUsage>> = {
  chat: (keepText) => new OpenAiChatStream(keepText),
  responses: (keepText) => new OpenAiResponsesStream(keepText),
  messages: (keepText) => new AnthropicMessagesStream(keepText),
  images: () => new OpenAiImagesStream(),
  image_edits: () => new OpenAiImagesStream(),
  transcriptions: (keepText) => new OpenAiTranscriptStream(keepText),
  translations: (keepText) => new OpenAiTranscriptStream(keepText),
  speech: () => new OpenAiSpeechStream(),
};

/** A picture of the largest size is one event. */
const PICTURE_BYTES = 48 * 1024 * 1024;
const EVENT_BYTES = 16 * 1024 * 1024;

/**
 * The reader for a response that streams events. With `keepText` a reading that is not complete has
 * the text to count.
 */
export function streamReader(operation: BilledOperation, keepText = false): UsageReader {
  const usage = STREAMS[operation]?.(keepText);
  if (!usage) return bodyReader(operation);
  const bytes = operation === 'images' || operation === 'image_edits' ? PICTURE_BYTES : EVENT_BYTES;
  const parser = new SseParser(({ name, data }) => usage.event(name, data), bytes);
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

/** What hosted tools found may be long; how many there were is billed. */
const FIELD_BYTES = 4 * 1024 * 1024;

/** The reader for an ordinary JSON body: it keeps what it needs of it, however large it is. */
export function bodyReader(operation: BilledOperation): UsageReader {
  const { tokens: read, fields: names = [], uncertain: why, about } = BODIES[operation];
  const reader = new FieldReader(new Set(['usage', 'model', ...names]), FIELD_BYTES);
  return {
    push: (chunk) => reader.push(chunk),
    end: () => {
      const fields = reader.end();
      if (!fields) return { complete: false, outputBytes: reader.bytes };
      const tokens = read(fields);
      const uncertain = why?.(fields);
      return {
        tokens: tokens ?? about?.(fields),
        complete: tokens !== undefined,
        ...(uncertain && { uncertain }),
        model: text(fields.model),
        outputBytes: reader.bytes,
      };
    },
  };
}
