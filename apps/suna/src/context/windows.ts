/** Context windows of known model families, in tokens. The first match counts. */
const WINDOWS: readonly [RegExp, number][] = [
  [/gpt-4\.1/, 1_000_000],
  [/gpt-5/, 400_000],
  [/(^|\/)o[134](-|$)/, 200_000],
  [/gpt-4o|gpt-4-turbo|chatgpt/, 128_000],
  [/gpt-4/, 8_000],
  [/gpt-3\.5/, 16_000],
  [/claude/, 200_000],
  [/gemini/, 1_000_000],
];

const DEFAULT_WINDOW = 128_000;

/** How much a model can read; a wrong guess is corrected when its provider complains. */
export const windowOf = (model: string): number =>
  WINDOWS.find(([pattern]) => pattern.test(model.toLowerCase()))?.[1] ?? DEFAULT_WINDOW;
