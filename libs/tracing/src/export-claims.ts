import { Injectable } from '@nestjs/common';
import { PlatformDatabase } from '@renum/database';
import { newId } from '@renum/platform';

/** A run's trace that this process alone may send, for as long as the claim lasts. */
export interface ClaimedExport {
  id: string;
  tenantId: string;
  runId: string;
  captureContent: boolean;
  claim: string;
  /** With the one that begins now. */
  attempts: number;
}

/** What came of an attempt. `error` is for the tenant's administrators. */
export type ExportResult =
  { state: 'sent' } | { state: 'skipped' | 'failed' | 'again'; error: string };

/** Well over the time that an attempt may take. */
const CLAIM_SECONDS = 120;
/** Of one tenant at once: a Langfuse that is slow must not hold up those of others. */
const AT_ONCE = 2;
export const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;
const KEEP_DAYS = 7;
const MAX_ERROR = 500;

/** Milliseconds until the next attempt: half a minute to an hour, about three hours in all. */
export function pauseAfter(attempts: number): number | undefined {
  if (attempts >= MAX_ATTEMPTS) return undefined;
  return Math.min(FIRST_PAUSE_MS * 3 ** (attempts - 1), LONGEST_PAUSE_MS);
}

/** Which process sends which trace, and what came of it. Works across tenants. */
@Injectable()
export class ExportClaims {
  constructor(private readonly database: PlatformDatabase) {}

  /** Takes up to `limit` traces that are due and that nobody else sends. */
  due(limit: number): Promise<ClaimedExport[]> {
    return this.database.transaction((em) =>
      em.execute<ClaimedExport[]>(
        `update trace_exports t set claim = ?::uuid, attempts = attempts + 1,
           claimed_until = now() + make_interval(secs => ${CLAIM_SECONDS})
          where t.id in (
            select locked.id from trace_exports locked
              where locked.state = 'pending' and locked.next_attempt_at <= now()
                and (locked.claimed_until is null or locked.claimed_until <= now())
                and locked.id in (
                  select mine.id from tracing_settings s cross join lateral (
                    select p.id, p.next_attempt_at from trace_exports p
                      where p.tenant_id = s.tenant_id and p.state = 'pending'
                        and p.next_attempt_at <= now()
                        and (p.claimed_until is null or p.claimed_until <= now())
                      order by p.next_attempt_at limit greatest(0, ${AT_ONCE} - (
                        select count(*) from trace_exports busy
                          where busy.tenant_id = s.tenant_id and busy.state = 'pending'
                            and busy.claimed_until > now()))) mine
                  where s.enabled order by mine.next_attempt_at limit ?)
              for update skip locked)
         returning t.id, t.tenant_id as "tenantId", t.run_id as "runId",
           t.capture_content as "captureContent", t.claim, t.attempts`,
        [newId(), limit],
      ),
    );
  }

  /** A claim that another process has taken over meanwhile says nothing any more. */
  async finish({ id, claim, attempts }: ClaimedExport, result: ExportResult): Promise<void> {
    const pause = result.state === 'again' ? pauseAfter(attempts) : undefined;
    const next = pause === undefined ? null : new Date(Date.now() + pause);
    const state = next ? 'pending' : result.state === 'again' ? 'failed' : result.state;
    const error = 'error' in result ? result.error.slice(0, MAX_ERROR) : null;
    await this.database.transaction((em) =>
      em.execute(
        `update trace_exports set state = ?, error = ?, next_attempt_at = ?::timestamptz,
           finished_at = case when ?::timestamptz is null then now() end,
           claim = null, claimed_until = null
          where id = ? and claim = ? and state = 'pending'`,
        [state, error, next, next, id, claim],
      ),
    );
  }

  /** Forgets what ended a week ago; resolves with how many. */
  async prune(): Promise<number> {
    const rows = await this.database.transaction((em) =>
      em.execute<{ id: string }[]>(
        `delete from trace_exports where id in (select id from trace_exports
            where finished_at < now() - make_interval(days => ${KEEP_DAYS}) limit 5000)
         returning id`,
      ),
    );
    return rows.length;
  }
}
