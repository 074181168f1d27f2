import type { ConnectionReader, LiveConnection } from '@renum/connections';
import type { InstanceIdentity } from '@renum/contracts';
import { tenantContext } from '@renum/platform';
import { ExpiringCache } from '../flow/expiring-cache';
import type { Invalidation, Invalidations } from '../flow/invalidations';

const CACHE_LIMIT = 2_000;
const KEEP_MS = 3_000;

/** Something under way at a connection. */
export interface OpenAnswer {
  identity: InstanceIdentity;
  connectionId: string;
  credentialId?: string;
  /** A stream that stays open, and whose client opens the next; not the answer to one message. */
  lasting: boolean;
  /** Ends it at once. */
  cut: () => void;
}

/** What the database says of connections, kept for a moment; and what is open at them, to be cut. */
export class LiveConnections {
  private readonly cache: ExpiringCache<LiveConnection | undefined>;
  private readonly open = new Set<OpenAnswer>();

  constructor(
    private readonly reader: Pick<ConnectionReader, 'find'>,
    invalidations: Pick<Invalidations, 'live' | 'onChange'>,
  ) {
    // Deaf to changes, every message asks again.
    this.cache = new ExpiringCache(CACHE_LIMIT, (found) =>
      found && invalidations.live ? KEEP_MS : 0,
    );
    invalidations.onChange((change) => {
      if (change === 'all') this.cache.clear();
      else if (change.type === 'connection')
        this.cache.drop((found) => found?.id === change.connectionId);
      for (const answer of [...this.open])
        if (concerns(change, answer)) void this.review(change, answer);
    });
  }

  find(
    { tenantId, instanceId }: InstanceIdentity,
    id: string,
  ): LiveConnection | undefined | Promise<LiveConnection | undefined> {
    const actor = { type: 'instance', id: instanceId } as const;
    return this.cache.get(`${tenantId}/${id}`, () =>
      tenantContext.run({ tenantId, actor }, () => this.reader.find(id)),
    );
  }

  /** Remembers what is open, until the answer is called. */
  opened(answer: OpenAnswer): () => void {
    this.open.add(answer);
    return () => void this.open.delete(answer);
  }

  /** How many streams a run keeps open at a connection. */
  lasting(runId: string, connectionId: string): number {
    return [...this.open].filter(
      (each) => each.lasting && each.connectionId === connectionId && each.identity.runId === runId,
    ).length;
  }

  /** Ends every stream that would stay open: the process stops. */
  close(): void {
    for (const answer of [...this.open]) if (answer.lasting) answer.cut();
  }

  private async review(change: Invalidation | 'all', answer: OpenAnswer): Promise<void> {
    // Whose run, tenant or key is another now opens its stream again, if it still may.
    if (change !== 'all' && change.type !== 'connection') return answer.cut();
    try {
      const found = await this.find(answer.identity, answer.connectionId);
      if (!found || found.state === 'revoked') answer.cut();
    } catch {
      // Nobody can say whether it still may be open.
      answer.cut();
    }
  }
}

function concerns(change: Invalidation | 'all', answer: OpenAnswer): boolean {
  if (change === 'all') return true;
  if (change.type === 'connection') return change.connectionId === answer.connectionId;
  if (change.tenantId !== answer.identity.tenantId) return false;
  // As with any other call, what was sent with the old key may end.
  if (change.type === 'credential')
    return answer.lasting && change.credentialId === answer.credentialId;
  return change.runId === undefined || change.runId === answer.identity.runId;
}
