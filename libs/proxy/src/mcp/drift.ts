import type { LiveConnection } from '@renum/connections';
import { tenantContext } from '@renum/platform';
import type { Log } from '../flow/call';

/** A server that shows something else each time must not keep us reading it. */
const PAUSE_MS = 10_000;
const LIMIT = 1_000;

/** Has a connection's tools read again when its server was seen to offer others than are known. */
export class Drift {
  private readonly readAt = new Map<string, number>();

  constructor(
    private readonly refresh: (connectionId: string) => Promise<unknown>,
    private readonly log: Pick<Log, 'warn'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Behind the caller's back: no answer waits for it. */
  seen({ id, tenantId }: Pick<LiveConnection, 'id' | 'tenantId'>): void {
    const before = this.readAt.get(id);
    if (before !== undefined && this.now() - before < PAUSE_MS) return;
    if (this.readAt.size >= LIMIT) this.readAt.clear();
    this.readAt.set(id, this.now());
    const system = { tenantId, actor: { type: 'system' } } as const;
    tenantContext
      .run(system, () => this.refresh(id))
      .catch((error: unknown) => {
        this.log.warn({ err: error, connectionId: id }, 'a connection could not be read again');
      });
  }
}
