import { createHash } from 'node:crypto';
import type { Message } from '@renum/contracts';

/** The same call with the same result this often, among the newest `WINDOW` calls, is a loop. */
export const REPETITION_LIMIT = 5;
const WARN_AT = 3;
const WINDOW = 20;

interface Outcome {
  name: string;
  input: unknown;
  output: string;
}

/** Notices when a model goes round in a circle. */
export class RepetitionGuard {
  private readonly recent: string[] = [];

  /** Continues where an earlier claim of the same run was. */
  static from(history: readonly Message[]): RepetitionGuard {
    const guard = new RepetitionGuard();
    const calls = new Map<string, { name: string; input: unknown }>();
    const since = history.findLastIndex(({ role }) => role === 'user');
    for (const message of history.slice(since + 1)) {
      for (const part of message.content) {
        if (part.type === 'tool_call') calls.set(part.callId, part);
        if (part.type !== 'tool_result') continue;
        const call = calls.get(part.callId);
        if (call) guard.note({ ...call, output: part.output });
      }
    }
    return guard;
  }

  /** How often this call had this result lately, this time included. */
  note({ name, input, output }: Outcome): number {
    const key = createHash('sha256')
      .update(JSON.stringify([name, input, stable(output)]))
      .digest('base64');
    this.recent.push(key);
    if (this.recent.length > WINDOW) this.recent.shift();
    return this.recent.filter((seen) => seen === key).length;
  }
}

/** Told to the model before the run is ended for it. */
export const repetitionHint = (times: number): string =>
  times >= WARN_AT && times < REPETITION_LIMIT
    ? `\n[This same call gave this same result ${times} times now. Try something else, or finish.]`
    : '';

/** The time a command took, and our own hint, are no difference. */
const stable = (output: string): string =>
  output.replaceAll(/, \d+\.\d s\]/g, ']').replaceAll(/\n\[This same call gave .*\]/g, '');
