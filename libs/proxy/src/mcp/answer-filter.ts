import { EventSplitter, readEvent, writeEvent } from './event-stream';
import { isRecord } from './json-rpc';

/** Looks at one message from a server; another one, or the same, goes on. */
export type Inspect = (message: Record<string, unknown>) => Record<string, unknown>;

const MAX_EVENT_BYTES = 16 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** Shows each message of an answer, whether one JSON text or events; what nothing changes passes as it is. */
export class AnswerFilter {
  private readonly splitter = new EventSplitter(MAX_EVENT_BYTES);
  private readonly whole: Buffer[] = [];
  private events = false;
  private over = false;

  /** `cut` ends an answer that holds more in one event than allowed. */
  constructor(
    private readonly inspect: Inspect,
    private readonly cut: () => void,
  ) {}

  begin(events: boolean): void {
    this.events = events;
  }

  push(chunk: Buffer): Buffer {
    if (!this.events) {
      this.whole.push(chunk);
      return EMPTY;
    }
    const events = this.split(chunk);
    return events.length === 1
      ? this.event(events[0] ?? EMPTY)
      : Buffer.concat(events.map(this.event));
  }

  end(): Buffer {
    // An event that was cut is none; but its bytes are not ours to keep.
    if (this.events) return this.splitter.end();
    const bytes = Buffer.concat(this.whole);
    const seen = this.seen(bytes.toString('utf8'));
    return seen === undefined ? bytes : Buffer.from(seen);
  }

  /** Never throws: it is called from where nobody could catch it. */
  private split(chunk: Buffer): Buffer[] {
    if (this.over) return [];
    try {
      return this.splitter.push(chunk);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.over = true;
      this.splitter.end();
      this.cut();
      return [];
    }
  }

  private readonly event = (bytes: Buffer): Buffer => {
    const event = readEvent(bytes);
    if (event?.event !== 'message') return bytes;
    const seen = this.seen(event.data);
    return seen === undefined ? bytes : writeEvent(bytes, seen);
  };

  /** The text to send instead, if it is another one. */
  private seen(text: string): string | undefined {
    const said = json(text);
    // Servers of older versions may answer in batches.
    const messages: unknown[] = Array.isArray(said) ? said : [said];
    const after = messages.map((message) => (isRecord(message) ? this.inspect(message) : message));
    if (after.every((message, index) => message === messages[index])) return undefined;
    return JSON.stringify(Array.isArray(said) ? after : after[0]);
  }
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
