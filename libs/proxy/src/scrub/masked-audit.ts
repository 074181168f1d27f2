import type { AuditService } from '@renum/audit';
import type { TenantDatabase } from '@renum/database';
import { tenantContext } from '@renum/platform';
import type { Exchange } from '../flow/exchange';

/** A provider sent a secret back in one answer. */
export interface Masked {
  tenantId: string;
  credentialId: string;
  provider: string;
  /** What was called, and for which run. */
  operation: string;
  runId: string;
  instanceId: string;
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
    const known = this.pending.get(masked.credentialId);
    if (known) {
      known.entry = merged(known.entry, masked);
      return;
    }
    const entry = { ...masked, answers: 1 };
    // Without room to gather, each is told by itself.
    if (this.closed || this.pending.size >= LIMIT) return this.tell(entry);
    this.pending.set(masked.credentialId, {
      entry,
      timer: this.later(masked.credentialId, this.times.gatherMs),
    });
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

  private later(credentialId: string, ms: number): NodeJS.Timeout {
    return setTimeout(() => this.due(credentialId), ms).unref();
  }

  private due(credentialId: string): void {
    const { entry } = this.pending.get(credentialId) ?? {};
    if (!entry) return void this.pending.delete(credentialId);
    this.pending.set(credentialId, { timer: this.later(credentialId, this.times.pauseMs) });
    this.tell(entry);
  }

  private tell(entry: MaskedEntry): void {
    const written = this.write(entry)
      .catch((error: unknown) => this.failed(error, entry))
      .finally(() => this.writing.delete(written));
    this.writing.add(written);
  }
}

const merged = (entry: MaskedEntry | undefined, masked: Masked): MaskedEntry =>
  entry
    ? { ...entry, times: entry.times + masked.times, answers: entry.answers + 1 }
    : { ...masked, answers: 1 };

/** Undefined for an exchange without a credential, which has no secret to send back. */
export function maskedIn(exchange: Exchange, times: number): Masked | undefined {
  const { id, identity, credentialId, provider, operation = 'unknown' } = exchange;
  if (!identity || credentialId === undefined) return undefined;
  const { tenantId, runId, instanceId } = identity;
  const what = { provider, operation, runId, instanceId, requestId: id };
  return { tenantId, credentialId, ...what, times };
}

/** The entry stands in the tenant's own log, in the name of the sandbox that got the first answer. */
export function auditMasked(
  database: TenantDatabase,
  audit: Pick<AuditService, 'record'>,
  { tenantId, credentialId, instanceId, ...detail }: MaskedEntry,
): Promise<void> {
  const actor = { type: 'instance', id: instanceId } as const;
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
