const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const EMPTY = Buffer.alloc(0);

export interface SseEvent {
  /** The `event:` field, or empty. */
  name: string;
  data: string;
}

/**
 * Server-sent events out of chunks that break anywhere. One event may be `maxEventBytes` long; a
 * longer one is dropped and `overflowed` says so, so that an endless line cannot eat the memory.
 */
export class SseParser {
  overflowed = false;
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private name = '';
  private data: string[] = [];
  private dataBytes = 0;

  constructor(
    private readonly onEvent: (event: SseEvent) => void,
    private readonly maxEventBytes = 16 * 1024 * 1024,
  ) {}

  push(chunk: Buffer): void {
    let start = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, start);
      if (newline < 0) break;
      this.line(this.complete(chunk.subarray(start, newline)));
      start = newline + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** Some servers leave out the blank line after their last event. */
  end(): void {
    if (this.pendingBytes > 0) this.line(this.complete(EMPTY));
    this.dispatch();
  }

  private keep(part: Buffer): void {
    this.pendingBytes += part.length;
    if (this.pendingBytes > this.maxEventBytes) this.drop();
    else this.pending.push(part);
  }

  private complete(lastPart: Buffer): Buffer {
    if (this.pending.length === 0) return lastPart;
    const line = Buffer.concat([...this.pending, lastPart]);
    this.pending = [];
    this.pendingBytes = 0;
    return line;
  }

  private line(raw: Buffer): void {
    const length = raw.at(-1) === CARRIAGE_RETURN ? raw.length - 1 : raw.length;
    if (length === 0) return this.dispatch();
    const line = raw.toString('utf8', 0, length);
    if (line.startsWith('data:')) {
      this.dataBytes += length;
      if (this.dataBytes > this.maxEventBytes) return this.drop();
      this.data.push(value(line, 5));
    } else if (line.startsWith('event:')) {
      this.name = value(line, 6);
    }
  }

  private dispatch(): void {
    const { name, data } = this;
    this.name = '';
    if (data.length === 0) return;
    this.data = [];
    this.dataBytes = 0;
    this.onEvent({ name, data: data.length === 1 ? (data[0] ?? '') : data.join('\n') });
  }

  private drop(): void {
    this.overflowed = true;
    this.pending = [];
    this.pendingBytes = 0;
    this.data = [];
    this.dataBytes = 0;
  }
}

/** One space after the colon belongs to the syntax. */
function value(line: string, from: number): string {
  return line.charCodeAt(from) === 0x20 ? line.slice(from + 1) : line.slice(from);
}
