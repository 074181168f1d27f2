import { untilAborted } from '../waiting';
import type { ModelTurn } from './model';
import { toModelFailure } from './model-failure';
import { learnQuirk, type Quirk } from './quirks';

/** One dialect's way to ask, and to put the pieces of an answer together. */
export interface Conversation<Event> {
  /** Asks anew, in the form that the quirks known by then call for. */
  open: () => Promise<AsyncIterable<Event>>;
  turn: () => { add(event: Event): void; finish(): ModelTurn };
  quirks: Set<Quirk>;
}

/** Streams one answer; asks again as long as a refusal teaches a quirk. Throws `ModelFailure`. */
export async function converse<Event>(
  { open, turn: newTurn, quirks }: Conversation<Event>,
  signal: AbortSignal,
): Promise<ModelTurn> {
  for (;;) {
    let started = false;
    const turn = newTurn();
    try {
      const events = await untilAborted(open(), signal);
      started = true;
      for await (const event of events) turn.add(event);
      // In both SDKs an aborted stream ends without an error.
      signal.throwIfAborted();
      return turn.finish();
    } catch (error) {
      signal.throwIfAborted();
      const failure = toModelFailure(error, started);
      if (!learnQuirk(failure, quirks)) throw failure;
    }
  }
}
