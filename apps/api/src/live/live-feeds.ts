import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { isTerminal, type RunEvent } from '@renum/contracts';
import {
  HoldBack,
  LiveBus,
  MAX_EVENTS,
  mergeBySeq,
  RunFeed,
  RunQueries,
} from '@renum/orchestrator';
import type { LiveReader } from '@renum/orchestrator';
import { messageOf, tenantContext, type TenantScope } from '@renum/platform';

/** A viewer of one run. */
export interface Viewer {
  runId: string;
  scope: TenantScope;
  /** The last number the viewer has. */
  after: number;
  send: (event: RunEvent) => void;
  /** The feed is broken and closed; the viewer must begin again from its last number. */
  fail: (error: unknown) => void;
}

interface Entry {
  feed: RunFeed;
  tenantId: string;
  over: boolean;
}

const LOOK_EVERY_MS = 1_000;
const QUIET_MS = 1_500;

/** All feeds of this process, behind its one reader of live events. */
@Injectable()
export class LiveFeeds implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(LiveFeeds.name);
  private readonly byRun = new Map<string, Set<Entry>>();
  private reader?: LiveReader;
  private timer?: NodeJS.Timeout;
  private look: Promise<void> | undefined;

  constructor(
    private readonly bus: LiveBus,
    private readonly queries: RunQueries,
  ) {}

  async onModuleInit(): Promise<void> {
    this.reader = await this.bus.follow((tenantId, event) => this.deliver(tenantId, event));
    this.timer = setInterval(() => {
      this.look ??= this.lookForMissed().finally(() => (this.look = undefined));
    }, LOOK_EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.reader?.stop();
    await this.look;
  }

  /** Begins to send; the returned function ends it. The run was checked to be the viewer's. */
  open({ runId, scope, after, send, fail }: Viewer): () => void {
    const hold = new HoldBack();
    const entry: Entry = {
      tenantId: scope.tenantId,
      over: false,
      feed: new RunFeed(
        after,
        (last) => tenantContext.run(scope, () => this.readAfter(runId, last, hold)),
        (event) => {
          if (event.type === 'run.state') entry.over = isTerminal(event.state);
          send(event);
        },
        fail,
      ),
    };
    const entries = this.byRun.get(runId) ?? new Set();
    this.byRun.set(runId, entries.add(entry));
    // Registered first: what is published from here on is kept until the past has been read.
    void entry.feed.catchUp();
    return () => {
      entry.feed.close();
      entries.delete(entry);
      if (entries.size === 0 && this.byRun.get(runId) === entries) this.byRun.delete(runId);
    };
  }

  private deliver(tenantId: string, event: RunEvent): void {
    for (const entry of this.byRun.get(event.runId) ?? []) {
      if (entry.tenantId === tenantId) entry.feed.offer(event);
    }
  }

  /** The durable past from PostgreSQL, and around it the deltas that Redis still has. */
  private async readAfter(runId: string, after: number, hold: HoldBack): Promise<RunEvent[]> {
    const durable: RunEvent[] = [];
    let page: RunEvent[];
    do {
      page = await this.queries.events(runId, durable.at(-1)?.seq ?? after, MAX_EVENTS);
      durable.push(...page);
    } while (page.length === MAX_EVENTS);
    // Redis second: what was published while PostgreSQL answered is then in sight.
    const live = await this.bus.read(runId, after);
    return mergeBySeq(live, hold.ready(durable, live));
  }

  /** An event can be stored and never published (its worker died in between): look now and then. */
  private async lookForMissed(): Promise<void> {
    const quiet = [...this.byRun].filter(([, entries]) =>
      [...entries].some(({ feed, over }) => !over && feed.idleMs() > QUIET_MS),
    );
    if (quiet.length === 0) return;
    try {
      const newest = await this.queries.lastSeqs(quiet.map(([runId]) => runId));
      for (const [runId, entries] of quiet) {
        for (const { feed } of entries) {
          if (feed.lastSeq < (newest.get(runId) ?? 0)) void feed.catchUp();
        }
      }
    } catch (error) {
      this.log.warn(`Looking for missed events failed: ${messageOf(error)}`);
    }
  }
}
