import type { SecretMatcher } from './matcher';

export const MASK = '[redacted]';
const MASK_BYTES = Buffer.from(MASK);
const EMPTY = Buffer.alloc(0);

/**
 * Masks a secret in a stream of bytes. A tail that might be the beginning of one is held back until
 * the next chunk decides; everything else passes at once, so that streaming stays streaming.
 */
export class Scrubber {
  hits = 0;
  private held: Buffer = EMPTY;

  constructor(private readonly matcher: SecretMatcher) {}

  push(chunk: Buffer): Buffer {
    if (!this.matcher.active) return chunk;
    const text = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    const [clean, rest] = this.mask(text);
    const tail = this.matcher.openTail(text, rest);
    // A copy: what is held must not keep a whole network buffer alive.
    this.held = tail < text.length ? Buffer.from(text.subarray(tail)) : EMPTY;
    const open = text.subarray(rest, tail);
    if (clean.length === 0) return open;
    return Buffer.concat([...clean, open]);
  }

  /** What was held: not a secret after all, since nothing follows. */
  end(): Buffer {
    const rest = this.held;
    this.held = EMPTY;
    return rest;
  }

  /** One whole text, for instance a header's value. */
  text(value: string): string {
    const bytes = Buffer.from(value, 'latin1');
    const [clean, rest] = this.mask(bytes);
    if (clean.length === 0) return value;
    return Buffer.concat([...clean, bytes.subarray(rest)]).toString('latin1');
  }

  /** A flat `[name, value, …]` list: values are masked, and what is hidden in a name goes with it. */
  headers(flat: string[]): string[] {
    if (!this.matcher.active) return flat;
    // One search over all of them; going through them one by one is for the rare hit.
    if (!this.matcher.find(Buffer.from(flat.join('\n'), 'latin1'), 0)) return flat;
    const clean: string[] = [];
    for (let at = 0; at < flat.length; at += 2) {
      const name = flat[at] ?? '';
      const before = this.hits;
      this.text(name);
      if (this.hits === before) clean.push(name, this.text(flat[at + 1] ?? ''));
    }
    return clean;
  }

  /** The masked parts up to the last match, and where the unmatched rest begins. */
  private mask(text: Buffer): [Buffer[], number] {
    const clean: Buffer[] = [];
    let from = 0;
    for (;;) {
      const match = this.matcher.find(text, from);
      if (!match) return [clean, from];
      this.hits += 1;
      clean.push(text.subarray(from, match.start), MASK_BYTES);
      from = match.end;
    }
  }
}
