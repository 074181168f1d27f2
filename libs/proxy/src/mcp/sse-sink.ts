import type { DomainError } from '@renum/platform';
import type { UpstreamResult } from '../flow/upstream';
import { DECISION_HEADER, REQUEST_ID_HEADER } from '../http/refusal';
import type { McpCall } from './mcp-call';

/** What a client that does not read may leave with us. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** One of a client's streams, or its empty answer, when we are the server ourselves. Reports its end once. */
export class SseSink {
  private readonly startedAt = performance.now();
  private firstByteMs?: number;
  private bytes = 0;
  private over = false;
  private session?: string;
  private release?: () => void;

  constructor(
    private readonly call: McpCall,
    private readonly done: (result: UpstreamResult) => void,
  ) {
    call.exchange.res.once('close', () => this.end('abandoned', { callerLeft: true }));
  }

  /** `release` is called when it ends, however it ends. */
  opened(session: string, release: () => void): void {
    this.session = session;
    if (this.over) release();
    else this.release = release;
  }

  begin(): void {
    this.head(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    this.call.exchange.res.flushHeaders();
  }

  push(message: Record<string, unknown>): void {
    if (this.over) return;
    const { res } = this.call.exchange;
    if (!res.headersSent) this.begin();
    const text = `event: message\ndata: ${JSON.stringify(this.call.inspect(message))}\n\n`;
    this.bytes += Buffer.byteLength(text);
    res.write(text);
    if (res.writableLength > MAX_WAITING_BYTES) res.destroy();
  }

  /** The answer that it waited for. */
  answer(message: Record<string, unknown>): void {
    this.push(message);
    this.finish(200);
  }

  /** Ends in good order. */
  finish(status: number): void {
    if (this.over) return;
    const { res } = this.call.exchange;
    if (!res.headersSent) this.head(status, { 'content-length': 0 });
    this.end('complete', { status });
    res.end();
  }

  fail(error: DomainError): void {
    if (this.over) return;
    const { res } = this.call.exchange;
    const { code, message } = error;
    const begun = res.headersSent;
    this.end('cut', begun ? {} : { refusal: { code, message, cause: error } });
    // A cut answer must look cut: an orderly end would pass it off as whole.
    if (begun) res.destroy();
  }

  private head(status: number, own: Record<string, string | number>): void {
    const { exchange } = this.call;
    this.firstByteMs = performance.now() - this.startedAt;
    exchange.res.writeHead(status, {
      ...own,
      [REQUEST_ID_HEADER]: exchange.id,
      [DECISION_HEADER]: exchange.decision,
      ...(this.session !== undefined && { 'mcp-session-id': this.session }),
    });
  }

  private end(ending: UpstreamResult['ending'], more: Partial<UpstreamResult>): void {
    if (this.over) return;
    this.over = true;
    this.release?.();
    this.done({
      ending,
      callerLeft: false,
      responseBytes: this.bytes,
      firstByteMs: this.firstByteMs,
      ...(this.call.exchange.res.headersSent && { status: 200 }),
      masked: 0,
      attempts: 1,
      durationMs: performance.now() - this.startedAt,
      ...more,
    });
  }
}
