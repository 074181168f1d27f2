export { DEFAULT_OUTPUT_BOUND, inputTokensAtMost, tokensAbout } from './estimate';
export type { Bounds } from './bounds/bounds';
export { namesKept } from './bounds/references';
export { fieldValue, parseJson, scanTopLevel } from './json-scan';
export {
  isBilled,
  isText,
  LLM_OPERATIONS,
  type BilledOperation,
  type LlmOperation,
} from './operations';
export { bodyReader, streamReader, type UsageReader } from './reader';
export {
  isFault,
  readLlmRequest,
  withModel,
  type LlmRequest,
  type LlmRequestFault,
} from './request';
export { SseParser, type SseEvent } from './sse';
export { UsageChunkFilter } from './usage-filter';
export type { UsageReading } from './usage/reading';
export { FieldReader, type Fields } from './field-reader';
export { promptTokensAbout } from './tokens/prompt';
export { countTokens, isCountable, loadTokenizers } from './tokens/tokenizer';
export { offList } from './usage/service-tier';
export { fieldsOf, type RequestFields } from './request-fields';
