import type { RunEventBody } from '@renum/contracts';
import { isDurable } from '@renum/contracts';

const MAX_EVENTS = 200;
const MAX_CHARACTERS = 512_000;
const MAX_DELTA_CHARACTERS = 8_000;

/** Events that wait to be sent. Neighbouring deltas of the same thing are one. */
export class EventQueue {
  private readonly events: RunEventBody[] = [];

  get length(): number {
    return this.events.length;
  }

  /** Whether something waits that should not wait for more. */
  get urgent(): boolean {
    return this.events.length >= MAX_EVENTS || this.events.some(({ type }) => isDurable(type));
  }

  push(event: RunEventBody): void {
    const last = this.events.at(-1);
    const merged = last && merge(last, event);
    if (merged) this.events[this.events.length - 1] = merged;
    else this.events.push(event);
  }

  /** Takes the next batch; at least one event, else as many as the bounds allow. */
  take(): RunEventBody[] {
    let characters = 0;
    let count = 0;
    for (const event of this.events) {
      characters += JSON.stringify(event).length;
      if (count > 0 && (count >= MAX_EVENTS || characters > MAX_CHARACTERS)) break;
      count += 1;
    }
    return this.events.splice(0, count);
  }
}

const merge = (last: RunEventBody, next: RunEventBody): RunEventBody | undefined => {
  if (last.type === 'tool.output' && next.type === 'tool.output') {
    if (last.callId !== next.callId || last.chunk.length > MAX_DELTA_CHARACTERS) return undefined;
    return { ...last, chunk: last.chunk + next.chunk };
  }
  if (
    (last.type === 'text.delta' || last.type === 'thinking.delta') &&
    (next.type === 'text.delta' || next.type === 'thinking.delta')
  ) {
    if (last.type !== next.type || last.messageId !== next.messageId) return undefined;
    if (last.text.length > MAX_DELTA_CHARACTERS) return undefined;
    return { ...last, text: last.text + next.text };
  }
  return undefined;
};
