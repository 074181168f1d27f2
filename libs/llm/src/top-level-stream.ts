import { parseJson } from './json-scan';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** What comes next. */
type State =
  'start' | 'first' | 'key' | 'inKey' | 'colon' | 'value' | 'text' | 'nested' | 'plain' | 'after';

/** Longer keys are nobody's that is looked for. */
const KEY_BYTES = 4096;

/** `scanTopLevel` for an object that comes in pieces: the same rules, and only wanted values are kept. */
export class TopLevelStream {
  private state: State | 'done' | 'broken' = 'start';
  private readonly found = new Map<string, Buffer>();
  private depth = 0;
  private inString = false;
  private escaped = false;
  private key: Buffer[] = [];
  private keyBytes = 0;
  /** The wanted field whose value is being read. */
  private name?: string;
  private kept: Buffer[] = [];
  private keptBytes = 0;

  constructor(
    private readonly wanted: ReadonlySet<string>,
    private readonly fieldBytes: number,
  ) {}

  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.state !== 'broken') at = this.step(chunk, at);
  }

  /** The raw values, by name; undefined when it was not one well-formed object. */
  end(): ReadonlyMap<string, Buffer> | undefined {
    return this.state === 'done' ? this.found : undefined;
  }

  /** Reads on from `at`; says how far it came. */
  private step(chunk: Buffer, at: number): number {
    switch (this.state) {
      case 'inKey':
        return this.readKey(chunk, at);
      case 'text':
      case 'nested':
      case 'plain':
        return this.readValue(chunk, at);
      default:
        return this.between(chunk, at);
    }
  }

  /** White space and punctuation. */
  private between(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && isSpace(chunk[at])) at += 1;
    if (at === chunk.length) return at;
    const byte = chunk[at];
    const { state } = this;
    if (state === 'start' && byte === OPEN_BRACE) this.state = 'first';
    else if ((state === 'first' || state === 'key') && byte === QUOTE) {
      this.state = 'inKey';
      this.key = [];
      this.keyBytes = 0;
    } else if ((state === 'first' || state === 'after') && byte === CLOSE_BRACE)
      this.state = 'done';
    else if (state === 'colon' && byte === COLON) this.state = 'value';
    else if (state === 'after' && byte === COMMA) this.state = 'key';
    else if (state === 'value') return this.beginValue(chunk, at);
    else this.state = 'broken';
    return at + 1;
  }

  private readKey(chunk: Buffer, at: number): number {
    const end = this.stringEnd(chunk, at);
    const part = chunk.subarray(at, end < 0 ? chunk.length : end - 1);
    this.keyBytes += part.length;
    if (this.keyBytes <= KEY_BYTES) this.key.push(Buffer.from(part));
    if (end < 0) return chunk.length;
    this.state = 'colon';
    const text = this.keyBytes <= KEY_BYTES ? Buffer.concat(this.key).toString('utf8') : '';
    // An escaped key is decoded: `"us\u0061ge"` is `usage` to every parser.
    const name = text.includes('\\') ? parseJson(`"${text}"`) : text;
    this.name = typeof name === 'string' && this.wanted.has(name) ? name : undefined;
    if (this.name !== undefined && this.found.has(this.name)) this.state = 'broken';
    return end;
  }

  private beginValue(chunk: Buffer, at: number): number {
    const byte = chunk[at];
    this.kept = [];
    this.keptBytes = 0;
    this.depth = 0;
    if (byte === QUOTE) this.state = 'text';
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.state = 'nested';
    else if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.state = 'broken';
      return at;
    } else this.state = 'plain';
    if (this.state === 'plain') return at;
    this.inString = this.state === 'text';
    this.depth = this.state === 'nested' ? 1 : 0;
    this.keep(chunk, at, at + 1);
    return at + 1;
  }

  private readValue(chunk: Buffer, at: number): number {
    const end = this.state === 'plain' ? plainEnd(chunk, at) : this.valueEnd(chunk, at);
    this.keep(chunk, at, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.length;
    if (this.name !== undefined && this.keptBytes <= this.fieldBytes)
      this.found.set(this.name, Buffer.concat(this.kept));
    this.state = 'after';
    return end;
  }

  /** Just after a text, an object or a list; -1 when it goes on. */
  private valueEnd(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.inString) {
        const end = this.stringEnd(chunk, at);
        if (end < 0) return -1;
        this.inString = false;
        at = end;
        if (this.depth === 0) return at;
        continue;
      }
      const byte = chunk[at];
      at += 1;
      if (byte === QUOTE) this.inString = true;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        this.depth -= 1;
        if (this.depth === 0) return at;
      }
    }
    return -1;
  }

  /** Just after the closing quote; -1 when the string goes on, perhaps in the middle of an escape. */
  private stringEnd(chunk: Buffer, from: number): number {
    let at = this.escaped ? from + 1 : from;
    this.escaped = false;
    for (;;) {
      const quote = chunk.indexOf(QUOTE, at);
      const stop = quote < 0 ? chunk.length : quote;
      let before = stop - 1;
      while (before >= at && chunk[before] === BACKSLASH) before -= 1;
      // An even number of backslashes escapes one another and leaves what follows as it is.
      const escapes = (stop - 1 - before) % 2 === 1;
      if (quote < 0) {
        this.escaped = escapes;
        return -1;
      }
      if (!escapes) return quote + 1;
      at = quote + 1;
    }
  }

  private keep(chunk: Buffer, from: number, to: number): void {
    if (this.name === undefined) return;
    this.keptBytes += to - from;
    if (this.keptBytes <= this.fieldBytes) this.kept.push(Buffer.from(chunk.subarray(from, to)));
    else this.kept = [];
  }
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function plainEnd(chunk: Buffer, from: number): number {
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at];
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte))
      return at;
  }
  return -1;
}
