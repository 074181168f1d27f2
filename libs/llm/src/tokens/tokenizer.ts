/** How a vocabulary counts; `undefined` where none is at hand. */
type Count = (text: string) => number;
type Vocabulary = 'o200k' | 'cl100k';

const loaded = new Map<Vocabulary, Count>();
let loading: Promise<void> | undefined;

/** OpenAI's own models, by family; whatever comes after them shares the newest vocabulary. */
const CL100K = /^(?:gpt-4(?:-|$)|gpt-3\.5|text-embedding-|ft:gpt-(?:4(?:-|:|$)|3\.5))/;
const O200K = /^(?:ft:)?(?:gpt-|chatgpt-|o\d|codex-|openai\/gpt-)/;

/** Of a text, so much is counted; what is longer is taken to go on in the same way. */
const COUNTED_CHARS = 64 * 1024;
/**
 * Counted in pieces: a run of letters without a break costs its length squared. A cut adds a token
 * at most, below one in a hundred.
 */
const PIECE_CHARS = 512;

/**
 * Reads the vocabularies: some 15 MB each and a part of a second of one's time, so processes that
 * estimate do it as they start and not between two calls.
 */
export function loadTokenizers(): Promise<void> {
  loading ??= Promise.all([
    import('gpt-tokenizer/encoding/o200k_base'),
    import('gpt-tokenizer/encoding/cl100k_base'),
  ]).then(([o200k, cl100k]) => {
    // A text may hold what looks like a control token; it is text all the same.
    const plain = { disallowedSpecial: new Set<string>() };
    loaded.set('o200k', (text) => o200k.countTokens(text, plain));
    loaded.set('cl100k', (text) => cl100k.countTokens(text, plain));
  });
  return loading;
}

/**
 * Tokens of a text to a model; undefined for models whose vocabulary is nobody's but their maker's,
 * and until `loadTokenizers` is through. Takes some milliseconds at most, whatever the text.
 */
export function countTokens(model: string, text: string): number | undefined {
  const name = vocabularyOf(model);
  const count = name && loaded.get(name);
  if (!count) return undefined;
  const end = Math.min(text.length, COUNTED_CHARS);
  let tokens = 0;
  for (let at = 0; at < end; at += PIECE_CHARS)
    tokens += count(text.slice(at, Math.min(at + PIECE_CHARS, end)));
  return text.length > end ? Math.ceil((tokens * text.length) / end) : tokens;
}

/** Whether the tokens of a model can be counted here. */
export const isCountable = (model: string): boolean => vocabularyOf(model) !== undefined;

function vocabularyOf(model: string): Vocabulary | undefined {
  if (CL100K.test(model)) return 'cl100k';
  return O200K.test(model) ? 'o200k' : undefined;
}
