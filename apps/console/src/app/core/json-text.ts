const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);
/** A string with its escapes, a mark, or a number or word; blanks fall away. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/**
 * JSON with lines, word for word: not parsed and written anew, because that would drop a name that
 * stands there twice, and turn an escaped sign into one that changes how the text looks. A person
 * decides by what is shown. What is no JSON, also JSON that was cut, stays as it is.
 */
export function indented(text: string): string {
  if (!isJson(text)) return text;
  let shown = '';
  let depth = 0;
  let before = '';
  const line = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of text.matchAll(TOKENS)) {
    if (CLOSING.has(token)) {
      depth -= 1;
      shown += OPENING.has(before) ? token : line() + token;
    } else {
      shown += OPENING.has(before) || before === ',' ? line() + token : token;
      if (token === ':') shown += ' ';
      if (OPENING.has(token)) depth += 1;
    }
    before = token;
  }
  return shown;
}
