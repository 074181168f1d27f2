import { Injectable, Logger } from '@nestjs/common';
import type { ApprovalState } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { messageOf } from '@renum/platform';
import { ApprovalNews } from './approval-news';
import { closeOver } from './close-over';

/** What became of an approval, as its row says it. */
export interface Closed {
  state: Exclude<ApprovalState, 'pending'>;
  note: string | null;
  requestHash: Buffer;
}

interface Row extends Omit<Closed, 'state'> {
  id: string;
  state: ApprovalState;
}

/** Of an approval whose tenant was deleted. */
const GONE = { state: 'withdrawn', note: null, requestHash: Buffer.alloc(0) } as const;

/** News come at once; this is for those that got lost, and for time that runs out. */
const LOOK_EVERY_MS = 1_500;

/** Everybody of this process who waits for a person, behind one look at the database. */
@Injectable()
export class ApprovalWaits {
  private readonly log = new Logger(ApprovalWaits.name);
  private readonly waiting = new Map<string, (closed: Closed) => void>();
  private timer?: NodeJS.Timeout;
  private looking = false;
  private wanted = false;
  private following = false;

  constructor(
    private readonly database: PlatformDatabase,
    private readonly news: ApprovalNews,
  ) {}

  /** Resolves once the approval is closed, by whomever; `signal` ends the wait, not the approval. */
  wait(id: string, signal: AbortSignal): Promise<Closed> {
    this.follow();
    return new Promise((resolve, reject) => {
      const done = (): void => {
        signal.removeEventListener('abort', left);
        this.waiting.delete(id);
        if (this.waiting.size === 0) clearInterval(this.timer);
      };
      const left = (): void => {
        done();
        reject(signal.reason instanceof Error ? signal.reason : new Error('The wait was ended'));
      };
      if (signal.aborted) return left();
      signal.addEventListener('abort', left, { once: true });
      if (this.waiting.size === 0) this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
      this.waiting.set(id, (closed) => {
        done();
        resolve(closed);
      });
      // It may have been decided before anybody listened.
      this.look();
    });
  }

  private follow(): void {
    if (this.following) return;
    this.following = true;
    this.news.follow((change) => {
      if (change === 'all' || this.waiting.has(change.id)) this.look();
    });
  }

  /** One look at a time; what is asked for during one is seen by the next. */
  private look(): void {
    this.wanted = true;
    if (!this.looking) void this.lookWhileWanted();
  }

  private async lookWhileWanted(): Promise<void> {
    this.looking = true;
    while (this.wanted) {
      this.wanted = false;
      await this.readAll();
    }
    this.looking = false;
  }

  private async readAll(): Promise<void> {
    const ids = [...this.waiting.keys()];
    if (ids.length === 0) return;
    try {
      const { over, rows } = await this.database.transaction(async (em) => ({
        over: await closeOver(em, ids),
        rows: await em.execute<Row[]>(
          `select id, state, note, request_hash as "requestHash" from approvals
            where id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)`,
          [JSON.stringify(ids)],
        ),
      }));
      const found = new Map(rows.map((row) => [row.id, row]));
      for (const id of ids) {
        const { state, note, requestHash } = found.get(id) ?? GONE;
        if (state !== 'pending') this.waiting.get(id)?.({ state, note, requestHash });
      }
      if (over.length > 0) await this.news.publish(over);
    } catch (error) {
      // The next look finds what this one missed.
      this.log.warn(`Looking for decisions failed: ${messageOf(error)}`);
    }
  }
}
