import { parseJson } from '../json-scan';
import { text, type TextSample } from './reading';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** So much of a text is enough to count its tokens by; the rest is known by its size. */
const KEPT_BYTES = 64 * 1024;
const FIRST_BYTES = 2 * 1024;

/**
 * What a stream generates, found in its events without parsing them: deltas are many, and parsing each
 * would be the costliest thing on the path. Keeps the beginning where tokens are counted by it.
 */
export class GeneratedText {
  private length = 0;
  private kept?: Buffer;
  private keptBytes = 0;
  private full = false;

  /** @param keeps whether the text itself is wanted, beside its size */
  constructor(private readonly keeps: boolean) {}

  /** Characters of the text as JSON writes it, escapes included. */
  get size(): number {
    return this.length;
  }

  /** Takes the string values of these fields, named with their quotes (`"content"`). */
  take(event: string, fields: readonly string[]): void {
    for (const field of fields) {
      let at = event.indexOf(field);
      while (at >= 0) {
        const start = stringAfter(event, at + field.length);
        const end = start < 0 ? at + field.length : endOfString(event, start);
        if (start >= 0 && end > start) this.add(event, start, end);
        at = event.indexOf(field, end);
      }
    }
  }

  /** The beginning of the text, if it was kept. */
  sample(): TextSample | undefined {
    if (!this.kept) return undefined;
    const written = this.kept.toString('utf8', 0, this.keptBytes);
    const share = written.length / this.length;
    // A server that writes no proper JSON: its text with the escapes in it does for an estimate.
    return { text: text(parseJson(`"${written}"`)) ?? written, share };
  }

  private add(event: string, start: number, end: number): void {
    this.length += end - start;
    if (!this.keeps || this.full) return;
    const piece = event.slice(start, end);
    // A character may take three bytes.
    const room = this.keptBytes + piece.length * 3;
    if (room > KEPT_BYTES) {
      this.full = true;
      return;
    }
    this.kept = grown(this.kept, room);
    this.keptBytes += this.kept.write(piece, this.keptBytes, 'utf8');
  }
}

function grown(buffer: Buffer | undefined, size: number): Buffer {
  if (buffer && buffer.length >= size) return buffer;
  const larger = Buffer.allocUnsafeSlow(Math.max(size, buffer ? buffer.length * 2 : FIRST_BYTES));
  buffer?.copy(larger);
  return larger;
}

/** Where the string begins that follows a key, after its quote; -1 when there is none. */
function stringAfter(event: string, from: number): number {
  let at = skipSpace(event, from);
  if (event.charCodeAt(at) !== COLON) return -1;
  at = skipSpace(event, at + 1);
  return event.charCodeAt(at) === QUOTE ? at + 1 : -1;
}

function skipSpace(event: string, from: number): number {
  let at = from;
  while (event.charCodeAt(at) === 0x20) at += 1;
  return at;
}

/** The closing quote, or the end of what is there. */
function endOfString(event: string, start: number): number {
  let end = event.indexOf('"', start);
  while (end >= 0) {
    let before = end - 1;
    while (before >= start && event.charCodeAt(before) === BACKSLASH) before -= 1;
    // An even number of backslashes escapes one another and leaves the quote a quote.
    if ((end - 1 - before) % 2 === 0) return end;
    end = event.indexOf('"', end + 1);
  }
  return event.length;
}
