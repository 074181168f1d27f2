import { BreakpointObserver } from '@angular/cdk/layout';
import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatSidenavModule } from '@angular/material/sidenav';
import { MatTooltip } from '@angular/material/tooltip';
import { RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { ApprovalStore } from '../../core/approvals/approval-store';
import { Session } from '../../core/auth/session';
import { Live } from '../../core/live/live';
import { Notify } from '../../core/notify';
import { PageTitle } from '../../core/page-title';
import { Chip, RunStateChip } from '../../ui/chip/chip';
import { LoadError } from '../../ui/load-error/load-error';
import { ExactMoneyPipe, MoneyPipe } from '../../ui/pipes';
import { Skeleton } from '../../ui/skeleton/skeleton';
import { Composer } from './composer/composer';
import { RunBlock } from './conversation/run-block';
import { FilesPanel } from './files/files-panel';
import { IDEAS, spokenNews } from './thread-words';
import { ThreadStore } from './thread-store';

/** Nearer to the end than this counts as reading the newest. */
const NEAR_END_PX = 120;

/** The heart of the console: a conversation with an agent, live. */
@Component({
  selector: 'rn-thread-page',
  imports: [
    Chip,
    Composer,
    ExactMoneyPipe,
    FilesPanel,
    LoadError,
    MatButton,
    MatIcon,
    MatIconButton,
    MatSidenavModule,
    MatTooltip,
    MoneyPipe,
    RouterLink,
    RunBlock,
    RunStateChip,
    Skeleton,
  ],
  providers: [ThreadStore],
  templateUrl: './thread-page.html',
  styleUrl: './thread-page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ThreadPage {
  private readonly notify = inject(Notify);
  private readonly session = inject(Session);
  private readonly title = inject(PageTitle);
  private readonly approvals = inject(ApprovalStore);
  protected readonly store = inject(ThreadStore);
  protected readonly live = inject(Live);
  readonly threadId = input.required<string>();

  protected readonly ideas = IDEAS;
  protected readonly sending = signal(false);
  protected readonly stopping = signal(false);
  protected readonly answering = signal(false);
  protected readonly following = signal(true);
  protected readonly filesWanted = signal(false);
  protected readonly mayAct = computed(() => this.session.atLeast('builder'));
  protected readonly fileCount = computed(
    () => this.store.files()?.filter(({ type }) => type === 'file').length ?? 0,
  );
  protected readonly news = computed(() => spokenNews(this.store.latest()?.timeline));
  protected readonly toApprove = computed(() => {
    const runId = this.store.open()?.view.id;
    return this.approvals.pending().some((approval) => approval.runId === runId);
  });
  private readonly latestId = computed(() => this.store.latest()?.view.id);
  protected readonly blocked = computed(() => {
    if (!this.mayAct()) return 'Your role may read, not write.';
    const state = this.store.open()?.timeline.state;
    if (state === undefined) return '';
    if (this.toApprove()) return 'Approve or deny the call above.';
    return state === 'waiting' ? 'Answer the question above.' : 'The agent is at work …';
  });
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe('(max-width: 1180px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );
  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly composer = viewChild(Composer);
  /** One key a message: sending the same text again after an error is the same run. */
  private attempt?: { text: string; key: string };

  constructor() {
    effect(() => {
      const id = this.threadId();
      untracked(() => void this.store.load(id));
    });
    effect(() => {
      const title = this.store.thread()?.title;
      if (title) this.title.set(`${title} · Renum`);
    });
    effect(() => {
      const runId = this.latestId();
      if (runId) untracked(() => void this.approvals.readRun(runId));
    });
    afterRenderEffect(() => {
      this.store.runs();
      this.toApprove();
      if (untracked(this.following)) this.toEnd('instant');
    });
  }

  protected retry(): void {
    void this.store.load(this.threadId());
  }

  protected async send(text: string): Promise<void> {
    if (this.attempt?.text !== text) this.attempt = { text, key: newKey() };
    const { key } = this.attempt;
    this.following.set(true);
    await this.during(this.sending, async () => {
      await this.store.send(text, key);
      this.attempt = undefined;
      this.composer()?.clear();
    });
  }

  protected again(text: string): void {
    this.composer()?.fill(text);
  }

  protected stop(): Promise<void> {
    return this.during(this.stopping, () => this.store.stop());
  }

  protected answer(text: string): Promise<void> {
    return this.during(this.answering, () => this.store.answer(text));
  }

  protected older(): Promise<void> {
    this.following.set(false);
    return this.during(signal(false), () => this.store.loadOlder());
  }

  protected onScroll(): void {
    const element = this.scroller()?.nativeElement;
    if (!element) return;
    const { scrollTop, scrollHeight, clientHeight } = element;
    this.following.set(scrollHeight - scrollTop - clientHeight < NEAR_END_PX);
  }

  protected toEnd(behavior: ScrollBehavior = 'smooth'): void {
    const element = this.scroller()?.nativeElement;
    element?.scrollTo?.({ top: element.scrollHeight, behavior });
  }

  private async during(
    busy: { set(value: boolean): void },
    work: () => Promise<void>,
  ): Promise<void> {
    busy.set(true);
    try {
      await work();
    } catch (error) {
      this.notify.failed(error);
    } finally {
      busy.set(false);
    }
  }
}

/** `crypto.randomUUID` exists in secure contexts only. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
