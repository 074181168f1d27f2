const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Byte range of one value, end excluded. */
export interface Span {
  start: number;
  end: number;
}

export interface TopLevel {
  fields: Map<string, Span>;
  /** Just after the opening brace: where another field can be put in. */
  insertAt: number;
  /** True for `{}`: an inserted field then needs no comma. */
  empty: boolean;
}

/**
 * Finds the wanted top-level fields of a JSON object and skips the rest unparsed: prompts are long,
 * and the few fields we need are short. Returns undefined for anything that is not one well-formed
 * object, and for a wanted field that occurs twice, or in other letters (`Model`), because two
 * readers could then disagree.
 */
export function scanTopLevel(body: Buffer, wanted: ReadonlySet<string>): TopLevel | undefined {
  const fields = new Map<string, Span>();
  let at = skipSpace(body, 0);
  if (body[at] !== OPEN_BRACE) return undefined;
  const insertAt = at + 1;
  at = skipSpace(body, insertAt);
  const empty = body[at] === CLOSE_BRACE;
  if (empty) return ends(body, at + 1) ? { fields, insertAt, empty } : undefined;
  for (;;) {
    if (body[at] !== QUOTE) return undefined;
    const keyEnd = skipString(body, at);
    if (keyEnd < 0) return undefined;
    const key = decodeKey(body, at, keyEnd);
    if (key === undefined || isLike(key, wanted)) return undefined;
    at = skipSpace(body, keyEnd);
    if (body[at] !== COLON) return undefined;
    const start = skipSpace(body, at + 1);
    const end = skipValue(body, start);
    if (end < 0) return undefined;
    if (wanted.has(key)) {
      if (fields.has(key)) return undefined;
      fields.set(key, { start, end });
    }
    at = skipSpace(body, end);
    if (body[at] === CLOSE_BRACE)
      return ends(body, at + 1) ? { fields, insertAt, empty } : undefined;
    if (body[at] !== COMMA) return undefined;
    at = skipSpace(body, at + 1);
  }
}

/** Parses one found field; undefined when it is absent or not valid JSON. */
export function fieldValue(body: Buffer, scan: TopLevel, name: string): unknown {
  const span = scan.fields.get(name);
  return span && parseJson(body.toString('utf8', span.start, span.end));
}

/** JSON or undefined: for text that others wrote, where "not JSON" is an ordinary answer. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function ends(body: Buffer, at: number): boolean {
  return skipSpace(body, at) === body.length;
}

/** An escaped key is decoded: `"mod\u0065l"` is `model` to every parser upstream. */
function decodeKey(body: Buffer, start: number, end: number): string | undefined {
  const escape = body.indexOf(BACKSLASH, start);
  if (escape < 0 || escape >= end) return body.toString('utf8', start + 1, end - 1);
  const key = parseJson(body.toString('utf8', start, end));
  return typeof key === 'string' ? key : undefined;
}

/** Anything but what the names of fields are written in. */
const UNUSUAL = /[A-Z\u0080-\u{10ffff}]/u;

/** Some servers take `Model`, or `model` in letters that only look it up, for `model`. */
const isLike = (key: string, wanted: ReadonlySet<string>): boolean =>
  UNUSUAL.test(key) && !wanted.has(key) && wanted.has(key.normalize('NFKC').toLowerCase());

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

/** From the opening quote to just after the closing one, or -1. `indexOf` makes long text cheap. */
function skipString(body: Buffer, open: number): number {
  let at = open + 1;
  for (;;) {
    const quote = body.indexOf(QUOTE, at);
    if (quote < 0) return -1;
    let before = quote - 1;
    while (before > open && body[before] === BACKSLASH) before -= 1;
    // An even number of backslashes escapes one another and leaves the quote a quote.
    if ((quote - 1 - before) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function skipValue(body: Buffer, start: number): number {
  const first = body[start];
  if (first === QUOTE) return skipString(body, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(body, start);
  let at = start;
  while (at < body.length && !isDelimiter(body[at])) at += 1;
  return at === start ? -1 : at;
}

function skipNested(body: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < body.length) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = skipString(body, at);
      if (at < 0) return -1;
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    at += 1;
  }
  return -1;
}

function isDelimiter(byte: number | undefined): boolean {
  return (
    byte === COMMA ||
    byte === CLOSE_BRACE ||
    byte === CLOSE_BRACKET ||
    byte === 0x20 ||
    byte === 0x0a ||
    byte === 0x0d ||
    byte === 0x09
  );
}
