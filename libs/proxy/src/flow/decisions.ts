import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallRefusals, RefusalRow } from '@renum/billing';
import type { ErrorCode } from '@renum/contracts';
import type { DataPlaneMetrics } from '../metrics';
import type { Log } from './call';
import { whoseOf } from './caller';
import type { Exchange } from './exchange';
import { Floods } from './floods';
import { shownPath } from './shown-path';

const FLUSH_MS = 200;
const BATCH = 500;
/** More than these wait only while PostgreSQL is away; then the oldest go. */
const MOST_WAITING = 5_000;
const RETRY_MS = 2_000;
const REASON_CHARS = 1_000;

/**
 * Puts refused calls into the request log, behind the caller's back: an answer never waits for it,
 * and it takes bounded memory and bounded room whatever a sandbox does. Allowed calls get there by
 * their usage events.
 */
export class Decisions {
  private readonly floods = new Floods();
  private waiting: RefusalRow[] = [];
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private retryAt = 0;
  private dropping = false;
  // A flush belongs to nobody's request.
  private readonly detached = AsyncLocalStorage.snapshot();

  constructor(
    private readonly sink: Pick<CallRefusals, 'add'>,
    private readonly metrics: Pick<DataPlaneMetrics, 'refusalsLost'>,
    private readonly log: Pick<Log, 'warn'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Nobody's calls are in nobody's log: without a caller this does nothing. */
  refused(exchange: Exchange, refusal: { code: ErrorCode; message: string }): void {
    const { caller } = exchange;
    if (!caller) return;
    const whose = whoseOf(caller);
    const { credentialId, connectionId, operation, provider, req } = exchange;
    this.enqueue(
      this.floods.pass(
        {
          id: exchange.id,
          tenant_id: whose.tenantId,
          at: new Date().toISOString(),
          agent_id: whose.agentId ?? null,
          agent_version_id: whose.agentVersionId ?? null,
          thread_id: whose.threadId ?? null,
          run_id: whose.runId ?? null,
          instance_id: whose.instanceId ?? null,
          api_key_id: whose.apiKeyId ?? null,
          credential_id: credentialId ?? null,
          connection_id: connectionId ?? null,
          provider,
          operation: operation ?? null,
          method: (req.method ?? '').slice(0, 20),
          path: shownPath(req.url ?? ''),
          code: refusal.code,
          reason: refusal.message.slice(0, REASON_CHARS),
          times: 1,
        },
        this.now(),
      ),
    );
  }

  /** Writes what waits; what PostgreSQL does not take by then is lost. */
  async close(timeoutMs = 5_000): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    this.enqueue(this.floods.endAll());
    clearInterval(this.timer);
    const deadline = Date.now() + timeoutMs;
    while (this.waiting.length > 0 && Date.now() < deadline) {
      this.retryAt = 0;
      await Promise.race([this.flush(), later(timeoutMs)]);
      if (this.waiting.length > 0) await later(100);
    }
    if (this.waiting.length > 0) this.lost(this.waiting.length);
  }

  private enqueue(rows: readonly RefusalRow[]): void {
    this.waiting.push(...rows);
    this.bound();
    this.timer ??= setInterval(() => this.tick(), FLUSH_MS).unref();
    if (this.waiting.length >= BATCH) void this.flush();
  }

  private tick(): void {
    this.enqueue(this.floods.due(this.now()));
    if (this.waiting.length > 0) return void this.flush();
    if (!this.floods.idle) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private flush(): Promise<void> {
    this.flushing ??= this.detached(() => this.write()).finally(() => {
      this.flushing = undefined;
    });
    return this.flushing;
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0 && this.now() >= this.retryAt) {
      const batch = this.waiting.splice(0, BATCH);
      try {
        const refused = await this.sink.add(batch);
        if (refused.length > 0) this.lost(refused.length, refused[0]?.message);
        this.dropping = false;
      } catch (error) {
        this.retryAt = this.now() + RETRY_MS;
        this.waiting = batch.concat(this.waiting);
        this.bound();
        this.log.warn({ err: error, waiting: this.waiting.length }, 'refusals wait for PostgreSQL');
      }
    }
  }

  private bound(): void {
    const over = this.waiting.length - MOST_WAITING;
    if (over <= 0) return;
    this.waiting.splice(0, over);
    this.metrics.refusalsLost(over);
    if (this.dropping) return;
    this.dropping = true;
    this.log.warn({}, 'more calls are refused than the log takes: the oldest are left out');
  }

  private lost(count: number, reason?: string): void {
    this.metrics.refusalsLost(count);
    this.log.warn({ count, reason }, 'refused calls could not be logged');
  }
}

const later = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms).unref());
