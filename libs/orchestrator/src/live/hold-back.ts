import type { RunEvent } from '@renum/contracts';

/** An event that was stored so recently may be about to be published, deltas before it included. */
const YOUNG_MS = 3_000;
/** Publishing follows the commit at once; after this long it did not happen. */
const PATIENCE_MS = 1_000;

/**
 * Between PostgreSQL's commit and Redis there is a moment in which a reader sees a durable event but
 * not the deltas that came before it. Sending it then would lose those: so what is stored, recent
 * and not published yet is held back. Its publication brings it, or, should the publisher have died,
 * a later look. One of these for each feed.
 */
export class HoldBack {
  private held?: { seq: number; since: number };

  /** Those of `durable` that may be sent; `live` is what Redis had when asked after PostgreSQL. */
  ready(durable: readonly RunEvent[], live: readonly RunEvent[], now = Date.now()): RunEvent[] {
    const published = live.at(-1)?.seq ?? 0;
    const first = durable.find(({ seq, at }) => seq > published && now - Date.parse(at) < YOUNG_MS);
    if (!first) return [...durable];
    if (this.held?.seq !== first.seq) this.held = { seq: first.seq, since: now };
    // Whatever clocks say: nothing is held for longer than this.
    if (now - this.held.since >= PATIENCE_MS) return [...durable];
    return durable.filter(({ seq }) => seq < first.seq);
  }
}
