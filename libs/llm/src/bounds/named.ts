/**
 * Where a field is named in a JSON body, at any depth; in a text it would stand with its quotes
 * escaped. Searched for by what comes after its underscore: quotes and letters are everywhere, and
 * this is done for every call.
 * @param field with an underscore, for instance `file_id`
 */
export function* named(body: Buffer, field: string): Generator<number> {
  const underscore = field.indexOf('_');
  const start = `"${field.slice(0, underscore)}`;
  const end = `${field.slice(underscore)}"`;
  for (let at = body.indexOf(end); at >= 0; at = body.indexOf(end, at + end.length)) {
    const from = at - start.length;
    if (from < 0 || body.toString('latin1', from, at) !== start) continue;
    if (isKey(body, at + end.length)) yield from;
  }
}

/** A string that a colon follows. */
function isKey(body: Buffer, end: number): boolean {
  let at = end;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return body[at] === 0x3a;
}

export const names = (body: Buffer, field: string): boolean => !named(body, field).next().done;

const ESCAPED = /\\u00([2-7][0-9a-f])/gi;
const QUOTE_OR_BACKSLASH = /["\\]/;

/** The body as it reads when letters that it writes as `\u0066` are themselves; for looking only. */
export function unescaped(body: Buffer): Buffer {
  if (body.indexOf('\\u00') < 0) return body;
  const text = body.toString('latin1').replace(ESCAPED, (escape, code: string) => {
    const letter = String.fromCharCode(Number.parseInt(code, 16));
    return QUOTE_OR_BACKSLASH.test(letter) ? escape : letter;
  });
  return Buffer.from(text, 'latin1');
}
