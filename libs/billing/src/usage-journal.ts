import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@renum/platform';
import { Backoff } from './backoff';
import { JournalFiles, removeDirectory } from './journal/journal-files';
import { isMissing } from './journal/owner';
import { rowsOf } from './journal/replay';
import type { Segment } from './journal/segment';
import {
  usageRow,
  type RecoveredAct,
  type UsageResult,
  type UsageRow,
  type UsageStart,
} from './usage-record';
import type { UsageSink } from './usage-sink';

export interface JournalOptions {
  /** Directory shared by all processes of the installation. */
  root: string;
  sink: UsageSink;
  log: { warn(details: object, message: string): void };
  /** Ended acts that may wait for PostgreSQL in memory; beyond it no new act may begin. */
  maxWaiting?: number;
  segmentBytes?: number;
  /** How long acts stay on file after they are in PostgreSQL. */
  keepMs?: number;
}

interface OpenAct {
  start: UsageStart;
  segment: Segment;
}
interface EndedAct {
  row: UsageRow;
  segments: Segment[];
}

const BATCH = 1000;
/** A transaction costs the data plane more than a row: under load, fewer and fuller ones. */
const GATHER_MS = 10;
const GATHER_BUSY_MS = 75;
const BUSY_ROWS = 16;

/**
 * The durable way from a billable act to `usage_events` (E1). `begin` is on file before the act,
 * synchronously; `end` at the end of the same turn of the event loop, in one write with others. What is on file when the process is
 * killed is brought to PostgreSQL by the next `recover`, of any process; the act's own id makes
 * every repetition harmless.
 */
export class UsageJournal {
  private readonly files: JournalFiles;
  private readonly open = new Map<string, OpenAct>();
  private readonly waiting: EndedAct[] = [];
  private readonly retry = new Backoff(100, 5_000);
  // A flush belongs to nobody's request: it must not inherit a tenant or a transaction.
  private readonly detached = AsyncLocalStorage.snapshot();
  private readonly listeners: ((acts: readonly RecoveredAct[]) => void)[] = [];
  private flushing: Promise<void> | undefined;
  private readonly maxWaiting: number;
  private lastFlush = 0;
  private readonly flushed = new Map<NodeJS.Timeout, Segment[]>();
  private readonly keepMs: number;

  constructor(private readonly options: JournalOptions) {
    this.files = new JournalFiles(options.root, options.segmentBytes ?? 4 * 1024 * 1024);
    this.maxWaiting = options.maxWaiting ?? 20_000;
    this.keepMs = options.keepMs ?? 1_000;
  }

  /** Memory still has them; only a kill before the flush would turn them into estimates. */
  private readonly endsUnfiled = (error: unknown): void =>
    this.options.log.warn({ err: error }, 'ends of acts are not in the usage journal');

  /** Acts that are ended here and not yet in PostgreSQL. */
  get pending(): number {
    return this.waiting.length;
  }

  /**
   * Puts the act on file. Only after this returns may the act be performed.
   * @throws DomainError `overloaded` when it cannot be recorded; then do not act.
   */
  begin(start: UsageStart): void {
    if (this.waiting.length >= this.maxWaiting)
      throw new DomainError('overloaded', 'Usage cannot be recorded fast enough; try again soon.');
    if (this.open.has(start.id)) throw new Error(`usage ${start.id} has already begun`);
    try {
      this.open.set(start.id, { start, segment: this.files.append({ type: 'start', start }) });
    } catch (cause) {
      throw new DomainError('overloaded', 'Usage cannot be recorded; try again soon.', { cause });
    }
  }

  /** Puts the act's result on file and on its way to PostgreSQL. A second end changes nothing. */
  end(id: string, result: UsageResult): void {
    const act = this.take(id);
    if (!act) return;
    const segment = this.files.appendSoon({ type: 'end', id, result }, this.endsUnfiled);
    const segments = [act.segment, segment];
    this.waiting.push({ row: usageRow(act.start, result), segments });
    this.kick();
  }

  /** The act was not performed after all (refused, never dialled): nothing is billed. */
  cancel(id: string): void {
    const act = this.take(id);
    if (!act) return;
    const segment = this.files.append({ type: 'cancel', id });
    this.files.release([act.segment, segment]);
  }

  /** Calls back with acts that `recover` brought in for a process that died. */
  onRecovered(listener: (acts: readonly RecoveredAct[]) => void): void {
    this.listeners.push(listener);
  }

  /** Brings in what dead processes left on file. Harmless when two processes do it at once. */
  async recover(): Promise<number> {
    this.files.touch();
    let count = 0;
    for (const directory of this.files.abandoned()) count += await this.bringIn(directory);
    return count;
  }

  /** Resolves when all that has ended is in PostgreSQL, or after `timeoutMs`. */
  async drain(timeoutMs = 10_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (this.waiting.length > 0 && Date.now() < deadline) {
      this.kick();
      this.retry.wake();
      await Promise.race([this.flushing, later(50)]);
    }
  }

  /** Acts still open stay on file, for whoever recovers. */
  close(): void {
    this.retry.stop();
    for (const [timer, segments] of this.flushed) {
      clearTimeout(timer);
      this.tidy(segments);
    }
    this.flushed.clear();
    this.files.close();
  }

  private async bringIn(directory: string): Promise<number> {
    const acts = await rowsOf(directory).catch(noneIfGone);
    for (let from = 0; from < acts.length; from += BATCH)
      await this.write(acts.slice(from, from + BATCH).map((act) => act.row));
    removeDirectory(directory);
    for (const listener of this.listeners) listener(acts);
    return acts.length;
  }

  private take(id: string): OpenAct | undefined {
    const act = this.open.get(id);
    if (act) this.open.delete(id);
    else this.options.log.warn({ id }, 'an act ended that is not open');
    return act;
  }

  private kick(): void {
    this.flushing ??= this.detached(() => this.flush()).finally(() => {
      this.flushing = undefined;
      if (this.waiting.length > 0 && !this.retry.stopped) this.kick();
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      // Ends of one moment travel together; the file has them already, so nothing is at stake.
      if (this.waiting.length < BATCH)
        await later(this.lastFlush < BUSY_ROWS ? GATHER_MS : GATHER_BUSY_MS);
      const batch = this.waiting.slice(0, BATCH);
      this.lastFlush = batch.length;
      try {
        await this.write(batch.map((act) => act.row));
      } catch (error) {
        this.options.log.warn(
          { err: error, waiting: this.waiting.length },
          'usage waits for PostgreSQL',
        );
        await this.retry.pause();
        if (this.retry.stopped) return;
        continue;
      }
      this.retry.reset();
      this.waiting.splice(0, batch.length);
      this.tidySoon(batch);
    }
  }

  /**
   * Not at once: budgets are told of an act a moment after it ended, and whoever recovers a killed
   * process settles from its files. Files left behind are harmless, since each act has its id.
   */
  private tidySoon(batch: readonly EndedAct[]): void {
    const segments = batch.flatMap((act) => act.segments);
    const timer = setTimeout(() => {
      this.flushed.delete(timer);
      this.tidy(segments);
    }, this.keepMs).unref();
    this.flushed.set(timer, segments);
  }

  private tidy(segments: readonly Segment[]): void {
    try {
      this.files.release(segments);
    } catch (error) {
      this.options.log.warn({ err: error }, 'the usage journal could not be tidied');
    }
  }

  private async write(rows: readonly UsageRow[]): Promise<void> {
    const refused = await this.options.sink.write(rows);
    if (refused.length === 0) return;
    this.files.refuse(refused);
    this.options.log.warn(
      { count: refused.length, reason: refused[0]?.message },
      'usage rows were refused by PostgreSQL and kept in refused.log',
    );
  }
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Another process was faster, and has brought it in. */
const noneIfGone = (error: unknown): RecoveredAct[] => {
  if (isMissing(error)) return [];
  throw error;
};
