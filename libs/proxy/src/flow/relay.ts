import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import type { ErrorCode } from '@renum/contracts';
import { isDomainError } from '@renum/platform';
import { errors, type Dispatcher } from 'undici';
import { answerHeaders } from '../http/headers';
import type { Scrubber } from '../scrub/scrubber';
import { decoderFor } from './decoder';
import type { Ending, Meter } from './meter';

export interface RelayBounds {
  /** Bytes of one answer, decoded. */
  responseBytes: number;
  /** The whole call, from first to last byte. */
  totalMs: number;
  /** How long, and how much of, an answer is still read after its caller left. */
  drainMs: number;
  drainBytes: number;
}

export interface RelayResult {
  ending: Ending;
  status?: number;
  firstByteMs?: number;
  responseBytes: number;
  /** Set when nothing was written to the caller yet: say this instead. */
  refusal?: { code: ErrorCode; message: string; cause?: unknown };
  callerLeft: boolean;
}

export interface RelayPlan {
  res: ServerResponse;
  /** Headers of the answer that are ours. */
  ownHeaders: (status: number) => string[];
  scrubber: Scrubber;
  meter: Meter;
  /** Rewrites the stream after scrubbing (hides the usage chunk we asked for). */
  filter?: { push(chunk: Buffer): Buffer; end(): Buffer };
  bounds: RelayBounds;
  done(result: RelayResult): void;
}

/** Answers up to this size go out in one piece: streams cost half of the throughput. */
const WHOLE_BYTES = 256 * 1024;
const EVENT_STREAM = /^(?:text\/event-stream|application\/(?:x-)?(?:ndjson|jsonl))/i;

/**
 * Carries one answer from the provider to the caller: decoded, read for its usage, scrubbed, either
 * whole (small) or as it comes (events, large). Lives on after the caller until the usage is known.
 */
export class Relay implements Dispatcher.DispatchHandler {
  private controller?: Dispatcher.DispatchController;
  /** True once the request went onto a connection. */
  private sent = false;
  private abandoned = false;
  /** True while the caller reads slower than the provider writes. */
  private waiting = false;
  private decoder?: Transform;
  private headers: string[] = [];
  private status?: number;
  private streaming = false;
  private headSent = false;
  private whole: Buffer[] = [];
  private wholeBytes = 0;
  private bytes = 0;
  private bytesAtLeave = 0;
  private callerLeft = false;
  private finished = false;
  private refusal?: RelayResult['refusal'];
  private readonly startedAt = performance.now();
  private firstByteMs?: number;
  private timer: NodeJS.Timeout;

  constructor(private readonly plan: RelayPlan) {
    this.timer = setTimeout(() => this.timeUp(), plan.bounds.totalMs);
    plan.res.on('close', this.onCallerClose);
    // A write that loses the race against a closing socket reports here; `close` follows.
    plan.res.on('error', ignore);
    if (plan.res.closed) this.onCallerClose();
  }

  /** True once it has reported its result. */
  get over(): boolean {
    return this.finished;
  }

  /** True while a caller waits for an answer. */
  get wanted(): boolean {
    return !this.finished && !this.callerLeft;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // Nothing is on the wire yet: nobody waits for it, and nobody will bill it.
    if (this.finished) controller.abort(new Error('the caller left'));
    else this.sent = true;
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    // Informational answers precede the real one.
    if (status < 200) return;
    this.firstByteMs = performance.now() - this.startedAt;
    this.status = status;
    const decoder = decoderFor(headers['content-encoding']);
    if (decoder === 'unknown') {
      this.refuse(
        'upstream_unreachable',
        'The provider answered in an encoding we did not ask for.',
      );
      return this.stop(new Error('unknown content-encoding'));
    }
    this.decoder = decoder && this.wire(decoder);
    this.streaming = EVENT_STREAM.test(String(headers['content-type'] ?? ''));
    this.headers = this.plan.scrubber.headers(answerHeaders(headers));
    this.plan.meter.begin(status, this.streaming);
    if (this.streaming) this.sendHead();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.decoder) return this.accept(chunk);
    if (!this.decoder.write(chunk) && !controller.paused) {
      controller.pause();
      this.decoder.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(): void {
    if (this.decoder) this.decoder.end();
    else this.complete();
  }

  onResponseError(_controller: unknown, error: Error): void {
    if (this.finished) return;
    this.refusal ??= refusalFor(error);
    this.settle(!this.sent ? 'unsent' : this.abandoned ? 'abandoned' : 'cut');
  }

  private wire(decoder: Transform): Transform {
    decoder.on('data', (chunk: Buffer) => this.accept(chunk));
    decoder.on('end', () => this.complete());
    decoder.on('error', (error) => {
      this.refuse('upstream_unreachable', 'The provider answered with a broken encoding.');
      this.stop(error);
    });
    return decoder;
  }

  /** One decoded piece. */
  private accept(chunk: Buffer): void {
    if (this.finished) return;
    this.bytes += chunk.length;
    const { bounds, meter } = this.plan;
    if (this.bytes > bounds.responseBytes) {
      return this.abandon('response_too_large', 'The answer is larger than allowed.');
    }
    meter.push(chunk);
    if (this.callerLeft) {
      if (this.bytes - this.bytesAtLeave > bounds.drainBytes) this.abandon();
      return;
    }
    this.deliver(this.plan.scrubber.push(chunk));
  }

  private deliver(clean: Buffer): void {
    const out = this.plan.filter ? this.plan.filter.push(clean) : clean;
    if (out.length === 0) return;
    if (!this.streaming) {
      this.whole.push(out);
      this.wholeBytes += out.length;
      if (this.wholeBytes <= WHOLE_BYTES) return;
      this.streaming = true;
      this.sendHead();
      for (const part of this.whole.splice(0)) this.write(part);
      return;
    }
    this.write(out);
  }

  private write(out: Buffer): void {
    const { res } = this.plan;
    // Pieces that were read already still come while paused: one listener is enough for all.
    if (res.write(out) || this.waiting) return;
    const source = this.decoder ?? this.controller;
    this.waiting = true;
    source?.pause();
    res.once('drain', () => {
      this.waiting = false;
      source?.resume();
    });
  }

  private sendHead(length?: number): void {
    if (this.headSent || this.callerLeft) return;
    this.headSent = true;
    const { res, ownHeaders } = this.plan;
    const status = this.status ?? 502;
    const all = this.headers.concat(ownHeaders(status));
    if (length !== undefined) all.push('content-length', String(length));
    res.writeHead(status, all);
    if (length === undefined) res.flushHeaders();
  }

  private complete(): void {
    if (this.finished) return;
    const last = this.callerLeft ? undefined : this.lastPart();
    this.settle('complete');
    // The journal has the usage on file at the end of this turn, and was told first: whoever sees an
    // answer's end is billed for what it says, even if we are killed in the next moment.
    if (last) setImmediate(last);
  }

  /** What is left to say, for later. */
  private lastPart(): () => void {
    const { res, scrubber, filter } = this.plan;
    this.deliver(scrubber.end());
    const rest = filter?.end();
    if (this.streaming) return () => res.end(rest);
    if (rest) this.whole.push(rest);
    const [only = EMPTY, ...more] = this.whole;
    const body = more.length === 0 ? only : Buffer.concat(this.whole);
    // 204 and 304 have no body and must not announce one; HEAD is never forwarded.
    const bodiless = this.status === 204 || this.status === 304;
    return () => {
      this.sendHead(bodiless ? undefined : body.length);
      res.end(bodiless ? undefined : body);
    };
  }

  private readonly onCallerClose = (): void => {
    if (this.finished || this.plan.res.writableFinished) return;
    this.callerLeft = true;
    this.bytesAtLeave = this.bytes;
    this.whole = [];
    if (!this.sent) return this.settle('unsent');
    (this.decoder ?? this.controller)?.resume();
    // Only what is billed by its answer is worth reading on for.
    if (!this.plan.meter.reads) return this.abandon();
    clearTimeout(this.timer);
    const { drainMs, totalMs } = this.plan.bounds;
    const left = Math.max(0, this.startedAt + totalMs - performance.now());
    this.timer = setTimeout(() => this.abandon(), Math.min(drainMs, left));
  };

  private timeUp(): void {
    this.refuse('upstream_timeout', 'The provider took too long.');
    this.stop(new Error('the call took too long'));
  }

  private abandon(code?: ErrorCode, message = ''): void {
    if (code) this.refuse(code, message);
    this.abandoned = true;
    this.stop(new Error(message || 'the caller left'));
  }

  private stop(reason: Error): void {
    this.controller?.abort(reason);
    // Where the call waits for a connection, nothing else would report its end.
    this.onResponseError(this.controller, reason);
  }

  private refuse(code: ErrorCode, message: string): void {
    this.refusal ??= { code, message };
  }

  private settle(ending: Ending): void {
    this.finished = true;
    clearTimeout(this.timer);
    const { res } = this.plan;
    res.off('close', this.onCallerClose);
    this.decoder?.destroy();
    // A cut answer must look cut: an orderly end would pass it off as whole.
    if (ending !== 'complete' && this.headSent && !res.writableEnded) res.destroy();
    const speakable = ending !== 'complete' && !this.headSent && !this.callerLeft;
    this.plan.done({
      ending,
      status: this.status,
      firstByteMs: this.firstByteMs,
      responseBytes: this.bytes,
      callerLeft: this.callerLeft,
      refusal: speakable ? this.refusal : undefined,
    });
  }
}

const EMPTY = Buffer.alloc(0);
const ignore = (): void => undefined;

function refusalFor(error: Error): NonNullable<RelayResult['refusal']> {
  if (isDomainError(error)) return { code: error.code, message: error.message, cause: error };
  const late =
    error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError;
  if (late)
    return { code: 'upstream_timeout', message: 'The provider took too long.', cause: error };
  if (error instanceof errors.MaxOriginsReachedError)
    return { code: 'overloaded', message: 'Too many destinations at once.', cause: error };
  const message = 'The provider could not be reached, or broke off.';
  return { code: 'upstream_unreachable', message, cause: error };
}
