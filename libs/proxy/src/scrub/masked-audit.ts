import type { AuditService } from '@renum/audit';
import type { TenantDatabase } from '@renum/database';
import { tenantContext, type Actor } from '@renum/platform';
import { actorOf, whoseOf } from '../flow/caller';
import type { Exchange } from '../flow/exchange';

/** A provider sent a secret back in one answer. */
export interface Masked {
  tenantId: string;
  credentialId: string;
  provider: string;
  /** What was called, and for which run; an app has none. */
  operation: string;
  runId?: string;
  /** Who called first. */
  actor: Actor;
  requestId: string;
  times: number;
}

/** One entry for the audit log: the first answer, and how many there were since the last entry. */
export interface MaskedEntry extends Masked {
  answers: number;
}

export type WriteMasked = (entry: MaskedEntry) => Promise<void>;

interface Pending {
  entry?: MaskedEntry;
  timer: NodeJS.Timeout;
}

/** Long enough to gather the answers of one moment. */
const GATHER_MS = 1_000;
/** Between two entries for one credential: a provider that echoes every time must not fill the log. */
const PAUSE_MS = 60_000;
/** Credentials that are waited for at once. */
const LIMIT = 10_000;

/**
 * Tells the audit log that a provider sends a secret back: soon after the first time, then at most
 * once a minute and credential, with the count of what came in between. Calls do not wait for it.
 */
export class MaskedAudit {
  private readonly pending = new Map<string, Pending>();
  private readonly writing = new Set<Promise<void>>();
  private closed = false;

  constructor(
    private readonly write: WriteMasked,
    private readonly failed: (error: unknown, entry: MaskedEntry) => void,
    private readonly times = { gatherMs: GATHER_MS, pauseMs: PAUSE_MS },
  ) {}

  note(masked: Masked): void {
    const key = keyOf(masked);
    const known = this.pending.get(key);
    if (known) {
      known.entry = merged(known.entry, masked);
      return;
    }
    const entry = { ...masked, answers: 1 };
    // Without room to gather, each is told by itself.
    if (this.closed || this.pending.size >= LIMIT) return this.tell(entry);
    this.pending.set(key, { entry, timer: this.later(key, this.times.gatherMs) });
  }

  /** Tells what is still to be told. */
  async close(): Promise<void> {
    this.closed = true;
    for (const { entry, timer } of this.pending.values()) {
      clearTimeout(timer);
      if (entry) this.tell(entry);
    }
    this.pending.clear();
    await Promise.all(this.writing);
  }

  private later(key: string, ms: number): NodeJS.Timeout {
    return setTimeout(() => this.due(key), ms).unref();
  }

  private due(key: string): void {
    const { entry } = this.pending.get(key) ?? {};
    if (!entry) return void this.pending.delete(key);
    this.pending.set(key, { timer: this.later(key, this.times.pauseMs) });
    this.tell(entry);
  }

  private tell(entry: MaskedEntry): void {
    const written = this.write(entry)
      .catch((error: unknown) => this.failed(error, entry))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }
}

/** By tenant as well: many use one key of the platform's, and each has a log of its own. */
const keyOf = ({ tenantId, credentialId }: Masked): string => `${tenantId}/${credentialId}`;

const merged = (entry: MaskedEntry | undefined, masked: Masked): MaskedEntry =>
  entry
    ? { ...entry, times: entry.times + masked.times, answers: entry.answers + 1 }
    : { ...masked, answers: 1 };

/** Undefined for an exchange without a credential, which has no secret to send back. */
export function maskedIn(exchange: Exchange, times: number): Masked | undefined {
  const { id, caller, credentialId, provider, operation = 'unknown' } = exchange;
  if (!caller || credentialId === undefined) return undefined;
  const { tenantId, runId } = whoseOf(caller);
  const what = { provider, operation, ...(runId && { runId }), requestId: id };
  return { tenantId, credentialId, ...what, actor: actorOf(caller), times };
}

/** The entry stands in the tenant's own log, in the name of who got the first answer. */
export function auditMasked(
  database: TenantDatabase,
  audit: Pick<AuditService, 'record'>,
  { tenantId, credentialId, actor, ...detail }: MaskedEntry,
): Promise<void> {
  return tenantContext.run({ tenantId, actor }, () =>
    database.transaction((em) =>
      audit.record(em, {
        action: 'secret.masked',
        targetType: 'credential',
        targetId: credentialId,
        detail,
      }),
    ),
  );
}
