/** The operations of the two dialects that the data plane knows how to meter. */
export const LLM_OPERATIONS = [
  'chat',
  'responses',
  'embeddings',
  'models',
  'messages',
  'count_tokens',
  'images',
  'image_edits',
  'transcriptions',
  'translations',
  'speech',
  'moderations',
] as const;
export type LlmOperation = (typeof LLM_OPERATIONS)[number];

/** What no provider charges for. */
const FREE = ['models', 'count_tokens', 'moderations'] as const;
export type BilledOperation = Exclude<LlmOperation, (typeof FREE)[number]>;

export const isBilled = (operation: LlmOperation): operation is BilledOperation =>
  !(FREE as readonly string[]).includes(operation);

/** Of texts, for which agents have their model; the others make or hear something else. */
export const isText = (operation: LlmOperation): boolean => !MEDIA.has(operation);

/** Whose bodies are forms, since they carry files. */
export const takesForm = (operation: LlmOperation): boolean =>
  operation === 'image_edits' || operation === 'transcriptions' || operation === 'translations';

const MEDIA: ReadonlySet<LlmOperation> = new Set<LlmOperation>([
  'images',
  'image_edits',
  'transcriptions',
  'translations',
  'speech',
  'moderations',
]);
