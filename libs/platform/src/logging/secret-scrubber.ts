/** Shorter values would wreck ordinary text; the vault accepts none that short. */
const MIN_LENGTH = 8;
const PREFIX = 6;
export const MASK = '[secret]';

/** Shapes that are secret wherever they stand, known value or not. */
const SHAPES: readonly [RegExp, string][] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  [
    /("?(?:authorization|proxy-authorization|x-api-key|api-key|apikey|cookie|set-cookie|x-renum-identity)"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|[^\s",;}]+)/gi,
    `$1"${MASK}"`,
  ],
  [/\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g, MASK],
  [/\b(?:sk|tvly|gsk|pk)-[\w-]{12,}/g, MASK],
];

/**
 * Takes secrets out of text by their value, in every common spelling of it. Whoever decrypts a
 * secret adds it here for as long as it is in memory. The text is searched once, however many
 * secrets are known: by the first characters of each position.
 */
export class SecretScrubber {
  private readonly spellings = new Map<string, string[]>();
  private readonly byPrefix = new Map<string, Set<string>>();
  private readonly holders = new Map<string, number>();
  private readonly spelled = new Map<string, number>();

  /** Scrubs `value` from now on; call what it returns when the value leaves memory. */
  add(value: string): () => void {
    if (value.length < MIN_LENGTH) return () => undefined;
    const holders = this.holders.get(value) ?? 0;
    this.holders.set(value, holders + 1);
    if (holders === 0) this.index(value);
    let released = false;
    return () => {
      if (!released) this.release(value);
      released = true;
    };
  }

  scrub(text: string): string {
    let out = text;
    for (const [shape, replacement] of SHAPES) out = out.replace(shape, replacement);
    return this.byPrefix.size === 0 ? out : this.scrubValues(out);
  }

  private scrubValues(text: string): string {
    let out = '';
    let from = 0;
    for (let at = 0; at + PREFIX <= text.length; at += 1) {
      const candidates = this.byPrefix.get(text.slice(at, at + PREFIX));
      if (!candidates) continue;
      let longest = 0;
      for (const spelling of candidates) {
        if (spelling.length > longest && text.startsWith(spelling, at)) longest = spelling.length;
      }
      if (longest === 0) continue;
      out += text.slice(from, at) + MASK;
      from = at + longest;
      at = from - 1;
    }
    return from === 0 ? text : out + text.slice(from);
  }

  private index(value: string): void {
    const spellings = spellingsOf(value);
    this.spellings.set(value, spellings);
    for (const spelling of spellings) {
      this.spelled.set(spelling, (this.spelled.get(spelling) ?? 0) + 1);
      const prefix = spelling.slice(0, PREFIX);
      const known = this.byPrefix.get(prefix);
      if (known) known.add(spelling);
      else this.byPrefix.set(prefix, new Set([spelling]));
    }
  }

  private release(value: string): void {
    const holders = (this.holders.get(value) ?? 1) - 1;
    if (holders > 0) {
      this.holders.set(value, holders);
      return;
    }
    this.holders.delete(value);
    for (const spelling of this.spellings.get(value) ?? []) this.forget(spelling);
    this.spellings.delete(value);
  }

  /** Two secrets may share a spelling; it goes with the last of them. */
  private forget(spelling: string): void {
    const left = (this.spelled.get(spelling) ?? 1) - 1;
    if (left > 0) {
      this.spelled.set(spelling, left);
      return;
    }
    this.spelled.delete(spelling);
    const prefix = spelling.slice(0, PREFIX);
    const known = this.byPrefix.get(prefix);
    known?.delete(spelling);
    if (known?.size === 0) this.byPrefix.delete(prefix);
  }
}

/** The value as it may stand in a log line: plain, escaped, base64 at any offset, hex, reversed. */
function spellingsOf(value: string): string[] {
  const raw = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  const found = new Set([
    value,
    json,
    // A JSON text inside a JSON text, as in a logged body.
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    raw.toString('hex'),
    raw.toString('hex').toUpperCase(),
    [...value].toReversed().join(''),
  ]);
  for (const offset of [0, 1, 2]) {
    for (const encoding of ['base64', 'base64url'] as const) {
      found.add(base64Core(raw, offset, encoding));
    }
  }
  return [...found].filter((spelling) => spelling.length >= MIN_LENGTH);
}

/** Those characters of a base64 text that depend on `raw` alone when it starts at `offset`. */
function base64Core(raw: Buffer, offset: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(offset), raw])
    .toString(encoding)
    .replaceAll('=', '');
  const whole = Math.floor(((offset + raw.length) * 8) / 6);
  return text.slice(Math.ceil((offset * 8) / 6), whole);
}

/** The process's one scrubber: logs and error reports pass through it, the vault feeds it. */
export const secretScrubber = new SecretScrubber();

/** An error report (Sentry's event) with every text in it scrubbed. */
export const scrubReport = <T extends object>(report: T): T =>
  JSON.parse(secretScrubber.scrub(JSON.stringify(report))) as T;
