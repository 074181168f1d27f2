/** One line end, where a lone CR is one only if no LF follows. */
const BLANK_LINE = /(?:\r\n|\n|\r(?!\n))(?:\r\n|\n|\r(?!\n))/g;
const EMPTY = Buffer.alloc(0);

/** Cuts a `text/event-stream` into whole events, each with the blank line that ends it. */
export class EventSplitter {
  private held: Buffer = EMPTY;

  /** `maxBytes` bounds one event. */
  constructor(private readonly maxBytes: number) {}

  /** @throws RangeError for an event beyond the bound */
  push(chunk: Buffer): Buffer[] {
    // The end of what was held may be the beginning of a blank line.
    const from = Math.max(0, this.held.length - 3);
    const bytes = this.held.length > 0 ? Buffer.concat([this.held, chunk]) : chunk;
    const text = bytes.toString('latin1');
    const events: Buffer[] = [];
    let start = 0;
    BLANK_LINE.lastIndex = from;
    for (let match = BLANK_LINE.exec(text); match; match = BLANK_LINE.exec(text)) {
      const end = match.index + match[0].length;
      // An LF may still come for this CR.
      if (end === text.length && text.endsWith('\r')) break;
      events.push(bytes.subarray(start, end));
      start = end;
    }
    this.held = start > 0 ? Buffer.from(bytes.subarray(start)) : bytes;
    if (this.held.length > this.maxBytes) throw new RangeError('an event is larger than allowed');
    return events;
  }

  /** What is left when the stream ends. */
  end(): Buffer {
    const rest = this.held;
    this.held = EMPTY;
    return rest;
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
    else if (field === 'event') event = value;
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
