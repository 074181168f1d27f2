/** `provider/model`, where `*` stands for any part: `openai/gpt-5*`, `anthropic/*`. */
export const MODEL_PATTERN = /^[a-z0-9*][a-z0-9*-]{0,63}\/[^\s]{1,200}$/;

/** Whether a key with this allow-list may call `reference`, a `provider/model`; absent: any. */
export const allowsModel = (patterns: readonly string[] | undefined, reference: string): boolean =>
  patterns === undefined || patterns.some((pattern) => fits(pattern, reference));

/** Whether anything of the provider could be allowed. */
export const allowsProvider = (
  patterns: readonly string[] | undefined,
  provider: string,
): boolean =>
  patterns === undefined ||
  patterns.some((pattern) => fits(pattern.slice(0, pattern.indexOf('/')), provider));

/** Part by part from the left: unlike a regular expression it takes no longer for an unkind pattern. */
function fits(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
