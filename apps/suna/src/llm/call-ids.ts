import { randomUUID } from 'node:crypto';
import type { Message } from '@renum/contracts';

/**
 * Gives each tool call an id that is unique in its thread. Some servers leave ids out and some
 * begin at `call_0` in every answer; results and live view would mix such calls up.
 */
export class CallIds {
  private readonly seen = new Set<string>();

  constructor(history: readonly Message[]) {
    for (const { role, content } of history) {
      if (role !== 'assistant') continue;
      for (const part of content) if (part.type === 'tool_call') this.seen.add(part.callId);
    }
  }

  /** The model's own id if it is usable, else a new one. */
  next(proposed: string | undefined): string {
    const id =
      proposed && !this.seen.has(proposed)
        ? proposed
        : `call_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
    this.seen.add(id);
    return id;
  }
}
