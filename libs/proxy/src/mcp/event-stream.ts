/** One line end, where a lone CR is one only if no LF follows. */
const BLANK_LINE = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))/g;

/** The longest blank line, without its last byte. */
const OVERLAP = 3;

/** Cuts a `text/event-stream` into whole events, each with the blank line that ends it. */
export class EventSplitter {
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** The end of what is held: it may be the beginning of a blank line. */
  private tail = '';

  /** `maxBytes` bounds one event. */
  constructor(private readonly maxBytes: number) {}

  /** @throws RangeError for an event beyond the bound */
  push(chunk: Buffer): Buffer[] {
    const events: Buffer[] = [];
    const text = this.tail + chunk.toString('latin1');
    let start = 0;
    for (const { index, 0: found } of text.matchAll(BLANK_LINE)) {
      const end = index + found.length;
      // An LF may still come for this CR.
      if (end === text.length && text.endsWith('\r')) break;
      this.hold(chunk.subarray(start, end - this.tail.length));
      start = end - this.tail.length;
      events.push(this.end());
    }
    const before = start > 0 || events.length > 0 ? '' : this.tail;
    const rest = chunk.subarray(start);
    this.hold(rest);
    this.tail = (before + rest.toString('latin1', Math.max(0, rest.length - OVERLAP))).slice(
      -OVERLAP,
    );
    if (this.heldBytes > this.maxBytes) throw new RangeError('an event is larger than allowed');
    return events;
  }

  /** What is held: an event so far, or what is left when the stream ends. */
  end(): Buffer {
    const whole = Buffer.concat(this.held);
    this.held = [];
    this.heldBytes = 0;
    return whole;
  }

  private hold(bytes: Buffer): void {
    if (bytes.length === 0) return;
    // A copy: what is held must not keep a whole network buffer alive.
    this.held.push(Buffer.from(bytes));
    this.heldBytes += bytes.length;
  }
}

export interface StreamEvent {
  /** `message` unless it says otherwise. */
  event: string;
  data: string;
  id?: string;
}

/** What an event says; undefined for one without data, as comments and pings are. */
export function readEvent(bytes: Buffer): StreamEvent | undefined {
  let event = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)) {
    const [, field = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (field === 'data') data.push(value);
    // An empty name is none (the HTML standard, 9.2.6).
    else if (field === 'event') event = value || 'message';
    else if (field === 'id') id = value;
  }
  if (data.length === 0 || (data.length === 1 && data[0] === '')) return undefined;
  return { event, data: data.join('\n'), ...(id !== undefined && { id }) };
}

/** The same event with other data. */
export function writeEvent(original: Buffer, data: string): Buffer {
  const kept = original
    .toString('utf8')
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '' && !/^data(?::|$)/.test(line));
  return Buffer.from([...kept, `data: ${data}`, '', ''].join('\n'));
}
