import { encodingsOf } from './encodings';

const TABLE_BITS = 13;
const TABLE_SIZE = 1 << TABLE_BITS;
const hash = (a: number, b: number): number => ((a << 5) ^ b) & (TABLE_SIZE - 1);

export interface Match {
  start: number;
  end: number;
}

/**
 * Finds any of a secret's encodings in one pass (Wu-Manber with blocks of two bytes): most bytes of
 * an answer are never looked at, whatever the number of encodings.
 */
export class SecretMatcher {
  private readonly patterns: Buffer[];
  /** Length of the shortest pattern: the window that slides over the text. */
  private readonly window: number;
  private readonly shifts: Uint16Array;
  private readonly candidates = new Map<number, Buffer[]>();
  /** Which patterns begin with a pair of bytes; an answer's tail seldom holds one. */
  private readonly pairs = new Map<number, Buffer[]>();
  private readonly pairFlags: Uint8Array;
  private readonly longest: number;

  constructor(secrets: string | readonly string[]) {
    // Longest first: where two begin alike, the longer one is masked.
    const all = typeof secrets === 'string' ? [secrets] : secrets;
    this.patterns = all.flatMap(encodingsOf).sort((a, b) => b.length - a.length);
    this.longest = this.patterns[0]?.length ?? 0;
    this.window = this.patterns.at(-1)?.length ?? 0;
    this.shifts = new Uint16Array(this.window > 0 ? TABLE_SIZE : 0).fill(this.window - 1);
    this.pairFlags = new Uint8Array(this.window > 0 ? TABLE_SIZE : 0);
    for (const pattern of this.patterns) this.add(pattern);
  }

  /** False for a secret too short to be told from ordinary text. */
  get active(): boolean {
    return this.window > 0;
  }

  /** The first match that begins at or after `from`. */
  find(text: Buffer, from: number): Match | undefined {
    const { window, shifts } = this;
    if (window === 0) return undefined;
    let last = from + window - 1;
    while (last < text.length) {
      const block = hash(text[last - 1] ?? 0, text[last] ?? 0);
      const shift = shifts[block] ?? 0;
      if (shift > 0) {
        last += shift;
        continue;
      }
      const start = last - window + 1;
      for (const pattern of this.candidates.get(block) ?? []) {
        const end = start + pattern.length;
        if (end <= text.length && text.compare(pattern, 0, pattern.length, start, end) === 0)
          return { start, end };
      }
      last += 1;
    }
    return undefined;
  }

  /** Where the longest tail begins that could still grow into a match; the end when none can. */
  openTail(text: Buffer, from: number): number {
    const { pairFlags, pairs } = this;
    const last = text.length - 1;
    for (let at = Math.max(from, text.length - this.longest + 1); at < last; at += 1) {
      const pair = hash(text[at] ?? 0, text[at + 1] ?? 0);
      if (pairFlags[pair] === 1 && pairs.get(pair)?.some((pattern) => opens(pattern, text, at))) {
        return at;
      }
    }
    const single = last >= from && this.patterns.some((pattern) => pattern[0] === text[last]);
    return single ? last : text.length;
  }

  private add(pattern: Buffer): void {
    const pair = hash(pattern[0] ?? 0, pattern[1] ?? 0);
    this.pairFlags[pair] = 1;
    this.pairs.set(pair, [...(this.pairs.get(pair) ?? []), pattern]);
    for (let at = 1; at < this.window; at += 1) {
      const block = hash(pattern[at - 1] ?? 0, pattern[at] ?? 0);
      this.shifts[block] = Math.min(this.shifts[block] ?? 0, this.window - 1 - at);
      if (at === this.window - 1) {
        const same = this.candidates.get(block);
        if (same) same.push(pattern);
        else this.candidates.set(block, [pattern]);
      }
    }
  }
}

/** Whether the text from `at` to its end is a true beginning of the pattern. */
function opens(pattern: Buffer, text: Buffer, at: number): boolean {
  const size = text.length - at;
  return pattern.length > size && pattern.compare(text, at, text.length, 0, size) === 0;
}
