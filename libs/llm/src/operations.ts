/** The operations of the two dialects that the data plane knows how to meter. */
export const LLM_OPERATIONS = [
  'chat',
  'responses',
  'embeddings',
  'models',
  'messages',
  'count_tokens',
] as const;
export type LlmOperation = (typeof LLM_OPERATIONS)[number];

/** Those that cost tokens; the others are free of charge at every provider. */
export const isBilled = (operation: LlmOperation): boolean =>
  operation !== 'models' && operation !== 'count_tokens';
