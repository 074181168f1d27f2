import type { ApprovalState } from '@renum/contracts';
import type { EntityManager } from '@renum/database';

export interface ClosedApproval {
  id: string;
  tenantId: string;
  state: ApprovalState;
}

/**
 * Closes what nobody can decide any more: its time is over (`expired`), or its run is (`withdrawn`).
 * All of them, or of those `ids`. Runs across tenants: hand it a platform transaction.
 */
export function closeOver(em: EntityManager, ids?: readonly string[]): Promise<ClosedApproval[]> {
  const among = ids ? 'and a.id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)' : '';
  return em.execute<ClosedApproval[]>(
    `update approvals a
        set state = case when a.expires_at <= now() then 'expired' else 'withdrawn' end,
            decided_at = now()
       from runs r
      where r.tenant_id = a.tenant_id and r.id = a.run_id and a.state = 'pending' ${among}
        and (a.expires_at <= now() or r.state <> 'running' or r.stop_requested_at is not null)
     returning a.id, a.tenant_id as "tenantId", a.state`,
    ids ? [JSON.stringify(ids)] : [],
  );
}
