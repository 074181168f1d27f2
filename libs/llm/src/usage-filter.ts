const END = Buffer.from('\n\n');
const END_CRLF = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);
/** Beyond this, an event is passed on as it comes: the usage record is never that long. */
const MAX_HELD = 256 * 1024;

/**
 * Takes the usage chunk out of a chat stream whose caller had not asked for it (we had, to bill
 * exactly): clients that read `choices[0]` of every chunk would stumble over it. Every other byte
 * stays as it came. Whole events pass at once; only an unfinished one is held.
 */
export class UsageChunkFilter {
  private held: Buffer = EMPTY;

  push(chunk: Buffer): Buffer {
    const bytes = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    const out: Buffer[] = [];
    let start = 0;
    for (;;) {
      const end = eventEnd(bytes, start);
      if (end < 0) break;
      const event = bytes.subarray(start, end);
      if (!isUsageOnly(event)) out.push(event);
      start = end;
    }
    this.held = bytes.subarray(start);
    if (this.held.length > MAX_HELD) {
      out.push(this.held);
      this.held = EMPTY;
    }
    return out.length === 1 ? (out[0] ?? EMPTY) : Buffer.concat(out);
  }

  end(): Buffer {
    const rest = this.held;
    this.held = EMPTY;
    return isUsageOnly(rest) ? EMPTY : rest;
  }
}

function eventEnd(bytes: Buffer, from: number): number {
  const plain = bytes.indexOf(END, from);
  // Not beyond the end that was found: most streams hold none of the other kind at all.
  const crlf = bytes.subarray(from, plain < 0 ? bytes.length : plain).indexOf(END_CRLF);
  if (crlf >= 0) return from + crlf + END_CRLF.length;
  return plain < 0 ? -1 : plain + END.length;
}

function isUsageOnly(event: Buffer): boolean {
  if (!event.includes('"usage"') || !event.includes('"choices"')) return false;
  const text = event.toString('utf8');
  return /"choices"\s*:\s*\[\s*\]/.test(text) && /"usage"\s*:\s*\{/.test(text);
}
