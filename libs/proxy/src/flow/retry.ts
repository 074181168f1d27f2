import type { IncomingHttpHeaders } from 'node:http';
import { errors, type Dispatcher } from 'undici';
import type { Relay } from './relay';

export interface RetryPlan {
  /** Sends the call, again. */
  dispatch(handler: Dispatcher.DispatchHandler): void;
  /** How often it may be sent in all, redirects aside. */
  attempts: number;
  /** Told of every time after the first. */
  onAttempt(): void;
  /** Statuses that mean "not now". */
  statuses: ReadonlySet<number>;
  /** What the provider asks us to wait, if it says. */
  asked(headers: IncomingHttpHeaders): number | undefined;
  /** Points the call at where a redirect leads; false when it may not go there. */
  follow(status: number, location: string): boolean;
  /** On the clock of `performance.now()`: no attempt begins after it. */
  deadline: number;
}

const BACKOFF_MS = 100;
/** A provider that asks for more is asking the caller, who may have better things to do. */
const MAX_WAIT_MS = 10_000;
/** Of an answer that nobody will see, more is not read. */
const DISCARD_BYTES = 64 * 1024;

/**
 * Stands before a relay, tries again what may be repeated (P6) and goes where the provider's own
 * redirects lead, as long as no byte of an answer has reached the caller: the relay sees one call, so
 * it is billed as one.
 */
export class Retry implements Dispatcher.DispatchHandler {
  private attempts = 1;
  private controller?: Dispatcher.DispatchController;
  private discarded?: { wait: number; hop?: true };
  /** The status of the last answer that was not passed on. */
  private answered?: number;
  private bytes = 0;
  private began = false;
  /** True once this attempt went onto a connection. */
  private sent = false;

  constructor(
    private readonly relay: Relay,
    private readonly plan: RetryPlan,
  ) {}

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.sent = true;
    this.relay.onRequestStart(controller);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status >= 200 && this.plan.statuses.has(status)) {
      const wait = this.wait(this.plan.asked(headers));
      if (wait !== undefined) {
        this.discarded = { wait };
        this.answered = status;
        return;
      }
    }
    const { location } = headers;
    if (isRedirect(status) && location && this.relay.wanted && this.plan.follow(status, location)) {
      this.discarded = { wait: 0, hop: true };
      this.answered = status;
      return;
    }
    if (status >= 200) this.began = true;
    this.relay.onResponseStart(controller, status, headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.discarded) return this.relay.onResponseData(controller, chunk);
    this.bytes += chunk.length;
    if (this.bytes > DISCARD_BYTES) controller.abort(new Error('an answer that is tried again'));
  }

  onResponseEnd(): void {
    if (this.discarded) this.again(this.discarded.wait);
    else this.relay.onResponseEnd();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.discarded) return this.again(this.discarded.wait);
    const wait = !this.began && isPassing(error) ? this.wait(undefined) : undefined;
    if (wait === undefined) this.giveUp(error);
    else this.again(wait, error);
  }

  /** How long until the next attempt; undefined when there is none. */
  private wait(asked: number | undefined): number | undefined {
    if (this.attempts >= this.plan.attempts || !this.relay.wanted) return undefined;
    const backoff = BACKOFF_MS * 2 ** this.attempts * (0.5 + Math.random() / 2);
    const wait = Math.max(backoff, asked ?? 0);
    const fits = wait <= MAX_WAIT_MS && performance.now() + wait < this.plan.deadline;
    return fits ? wait : undefined;
  }

  private again(wait: number, error?: Error): void {
    setTimeout(() => {
      if (this.relay.over) return;
      if (!this.relay.wanted) return this.giveUp(error ?? new Error('the caller left'));
      // A redirect says nothing of what the call came to, should the next place not answer.
      if (this.discarded?.hop) this.answered = undefined;
      else {
        this.attempts += 1;
        this.plan.onAttempt();
      }
      this.discarded = undefined;
      this.sent = false;
      this.bytes = 0;
      this.plan.dispatch(this);
    }, wait);
  }

  /** The call ends as the last attempt did that reached the provider: an answer costs what it says. */
  private giveUp(error: Error): void {
    const { controller, answered, relay } = this;
    const answerStands = answered !== undefined && controller && (this.discarded || !this.sent);
    if (this.began || !answerStands) return relay.onResponseError(controller, error);
    relay.onResponseStart(controller, answered, {});
    relay.onResponseEnd();
  }
}

const isRedirect = (status: number): boolean => status >= 300 && status < 400;

/** Broken connections pass by themselves; refusals of ours, and what took too long, do not. */
function isPassing(error: Error): boolean {
  if (error instanceof errors.SocketError) return true;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}
