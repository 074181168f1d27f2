import { computed, inject, Injectable, signal, type OnDestroy } from '@angular/core';
import type { FileView, RunEvent, RunView, ThreadView } from '@renum/contracts';
import { ThreadsApi } from '../../core/api/threads.api';
import { Live } from '../../core/live/live';
import { sumNano } from '../../core/money';
import { isTerminal } from '../../core/run-states';
import { applyEvent, emptyTimeline, type RunTimeline } from './timeline/run-timeline';

/** A run and what is known of its course. */
export interface RunEntry {
  view: RunView;
  timeline: RunTimeline;
}

/** Deltas come by the dozen; the page is drawn at most this often. */
const FRAME_MS = 40;

/** One thread on the screen: its runs, the live one among them, and its files. */
@Injectable()
export class ThreadStore implements OnDestroy {
  private readonly api = inject(ThreadsApi);
  private readonly live = inject(Live);
  private threadId = '';
  private unwatch?: () => void;
  private watched?: string;
  private arrived: RunEvent[] = [];
  private frame?: ReturnType<typeof setTimeout>;
  private olderCursor = signal<string | undefined>(undefined);

  readonly thread = signal<ThreadView | undefined>(undefined);
  /** Oldest first. */
  readonly runs = signal<RunEntry[]>([]);
  readonly loaded = signal(false);
  readonly error = signal<unknown>(undefined);
  readonly files = signal<FileView[] | undefined>(undefined);
  readonly hasOlder = computed(() => this.olderCursor() !== undefined);
  readonly latest = computed(() => this.runs().at(-1));
  /** The run that is not over yet, if any. */
  readonly open = computed(() => {
    const latest = this.latest();
    return latest && !isTerminal(latest.timeline.state) ? latest : undefined;
  });
  readonly cost = computed(() =>
    String(sumNano(this.runs().map(({ view, timeline }) => timeline.cost?.nano ?? view.cost.nano))),
  );

  async load(threadId: string): Promise<void> {
    this.leave();
    this.threadId = threadId;
    try {
      const [thread, page] = await Promise.all([this.api.get(threadId), this.api.runs(threadId)]);
      const entries = await Promise.all(page.items.toReversed().map((view) => this.entry(view)));
      // Another thread was opened meanwhile.
      if (this.threadId !== threadId) return;
      this.thread.set(thread);
      // A quick person has started a run before the thread was read; that one is the newer word.
      const started = this.runs();
      const known = new Set(started.map(({ view }) => view.id));
      this.runs.set([...entries.filter(({ view }) => !known.has(view.id)), ...started]);
      this.olderCursor.set(page.nextCursor);
      this.loaded.set(true);
      this.watchOpen();
      void this.reloadFiles();
    } catch (error) {
      if (this.threadId === threadId) this.error.set(error);
    }
  }

  async loadOlder(): Promise<void> {
    const page = await this.api.runs(this.threadId, this.olderCursor());
    const entries = await Promise.all(page.items.toReversed().map((view) => this.entry(view)));
    this.runs.update((runs) => [...entries, ...runs]);
    this.olderCursor.set(page.nextCursor);
  }

  async send(input: string, idempotencyKey: string): Promise<void> {
    const view = await this.api.start(this.threadId, input, idempotencyKey);
    const known = this.runs().some((entry) => entry.view.id === view.id);
    if (known) return;
    this.runs.update((runs) => [...runs, { view, timeline: emptyTimeline(view.id, view.state) }]);
    this.watchOpen();
    if (!this.thread()?.title) this.thread.set(await this.api.get(this.threadId));
  }

  async stop(): Promise<void> {
    const run = this.open();
    if (run) await this.api.stop(run.view.id);
  }

  async answer(text: string): Promise<void> {
    const run = this.open();
    if (run) await this.api.answer(run.view.id, text);
  }

  async reloadFiles(): Promise<void> {
    const threadId = this.threadId;
    try {
      const { items } = await this.api.files(threadId);
      if (this.threadId === threadId) this.files.set(items);
    } catch (error) {
      // The list of a moment ago is better than none; the next tool call asks again.
      console.warn('The files could not be listed', error);
    }
  }

  ngOnDestroy(): void {
    this.leave();
  }

  private leave(): void {
    this.unwatch?.();
    this.unwatch = undefined;
    clearTimeout(this.frame);
    this.frame = undefined;
    this.arrived = [];
    this.threadId = '';
    this.loaded.set(false);
    this.error.set(undefined);
    this.thread.set(undefined);
    this.runs.set([]);
    this.files.set(undefined);
  }

  /** A run that is over is read once; one that is not will be told by the live events. */
  private async entry(view: RunView): Promise<RunEntry> {
    const empty = emptyTimeline(view.id, view.state);
    if (!isTerminal(view.state)) return { view, timeline: empty };
    const events = await this.api.events(view.id);
    return { view, timeline: events.reduce(applyEvent, empty) };
  }

  private watchOpen(): void {
    const runId = this.open()?.view.id;
    if (this.unwatch && runId === this.watched) return;
    this.unwatch?.();
    this.watched = runId;
    this.unwatch =
      runId === undefined
        ? undefined
        : this.live.watch({
            runId,
            after: () => this.latest()?.timeline.lastSeq ?? 0,
            onEvent: (event) => this.receive(event),
            onRefused: (message) => this.error.set(new Error(message)),
          });
  }

  private receive(event: RunEvent): void {
    this.arrived.push(event);
    this.frame ??= setTimeout(() => this.draw(), FRAME_MS);
  }

  private draw(): void {
    const events = this.arrived;
    this.arrived = [];
    this.frame = undefined;
    const before = this.latest();
    if (!before) return;
    const timeline = events.reduce(applyEvent, before.timeline);
    this.runs.update((runs) => runs.with(-1, { view: before.view, timeline }));
    const ended = isTerminal(timeline.state) && !isTerminal(before.timeline.state);
    if (ended || events.some(({ type }) => type === 'tool.completed')) void this.reloadFiles();
    if (ended) void this.reread(before.view.id);
  }

  /** The final figures, which the last events may not have had yet. */
  private async reread(runId: string): Promise<void> {
    try {
      const view = await this.api.run(runId);
      this.runs.update((runs) =>
        runs.map((entry) => (entry.view.id === runId ? { ...entry, view } : entry)),
      );
    } catch (error) {
      console.warn('The run could not be read again', error);
    }
  }
}
