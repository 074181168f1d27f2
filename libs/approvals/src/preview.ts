/** How much of a body a person is shown. */
export const PREVIEW_BYTES = 4 * 1024;
/** And of a path with its query; the data plane takes no longer ones. */
export const PATH_CHARS = 8_192;

/**
 * What could make a text look other than it is: control characters but line ends and tabs, marks
 * that turn the direction of writing, characters without width, halves of surrogate pairs.
 */
const DECEIVING =
  /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Cs}\u{e0000}-\u{e007f}]/gu;

/** Text that is as it looks, and that PostgreSQL takes. */
export const printable = (text: string): string =>
  text.replace(DECEIVING, (found) => (found === '\n' || found === '\t' ? found : '\ufffd'));

/** A request's body for a person to judge: whole if it is short, else its beginning and its size. */
export function previewOf(body: Buffer): string {
  if (body.length === 0) return '';
  const shown = beginning(body, PREVIEW_BYTES);
  // Unlike text, these would be shown as a heap of marks that says nothing.
  if (shown.includes(0)) return `(${body.length} bytes that are not text)`;
  const text = printable(shown.toString('utf8'));
  const rest = body.length - shown.length;
  return rest > 0 ? `${text}\n… and ${rest} bytes more` : text;
}

/** A path with its query, for the same person. */
export function shownPath(target: string): string {
  const clean = printable(target);
  const rest = clean.length - PATH_CHARS;
  return rest > 0 ? `${clean.slice(0, PATH_CHARS)}… and ${rest} characters more` : clean;
}

/** At most `bytes` of `body`, ending between two characters of UTF-8. */
function beginning(body: Buffer, bytes: number): Buffer {
  if (body.length <= bytes) return body;
  let end = bytes;
  // 10xxxxxx goes on with a character; none is longer than four bytes.
  while (end > bytes - 4 && ((body[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return body.subarray(0, end);
}
