import type { EntityManager } from '@renum/database';
import { DomainError, newId } from '@renum/platform';
import { lockAccount } from '../ledger/accounts';
import { totalsOf } from './totals';

interface Sums {
  usage: string;
  credits: string;
  prepaid: string;
}

/**
 * Puts all charges of a month on an invoice, and closes the month: events that come in later are
 * charged to the next one. Under the account's lock, so no charge is on two invoices or on none.
 *
 * @throws DomainError `not_found`; `validation_failed` for a month before the tenant's first;
 *   `conflict` when the month has not ended or has its invoice
 */
export async function makeDraft(
  em: EntityManager,
  tenantId: string,
  month: string,
): Promise<string> {
  const first = `${month}-01`;
  const account = await lockAccount(em, tenantId);
  await mustBeOpen(em, tenantId, first);
  await em.execute(
    `update billing_accounts set updated_at = now(), closed_before =
       greatest(closed_before, (cast(? as date) + interval '1 month')::date) where tenant_id = ?`,
    [first, tenantId],
  );
  const [sums] = await em.execute<Sums[]>(
    `select (select coalesce(sum(charge_nano), 0)::text from usage_charges
         where tenant_id = ? and month = ?) as usage,
       coalesce(-sum(e.amount_nano) filter (where e.account = 'grants'), 0)::text as credits,
       coalesce(-sum(e.amount_nano) filter (where e.account = 'wallet'), 0)::text as prepaid
     from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
     where t.tenant_id = ? and t.month = ?`,
    [tenantId, first, tenantId, first],
  );
  const { tax_bp: taxBp, tax_name: taxName, currency } = account;
  const parts = {
    usageNano: BigInt(sums?.usage ?? 0),
    creditsNano: BigInt(sums?.credits ?? 0),
    prepaidNano: BigInt(sums?.prepaid ?? 0),
  };
  const { taxNano, roundingNano, totalNano } = totalsOf({ ...parts, taxBp });
  const id = newId();
  const amounts = [parts.usageNano, parts.creditsNano, parts.prepaidNano];
  await em.execute(
    `insert into invoices (id, tenant_id, month, currency, tax_name, tax_bp, usage_nano,
       credits_nano, prepaid_nano, tax_nano, rounding_nano, total_nano)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[id, tenantId, first, currency, taxName, taxBp],
      ...[...amounts, taxNano, roundingNano, totalNano].map(String),
    ],
  );
  await addLines(em, tenantId, id, first);
  return id;
}

/** Whatever was charged can be billed; of a tenant that was not there yet, nothing else is. */
async function mustBeOpen(em: EntityManager, tenantId: string, first: string): Promise<void> {
  const [state] = await em.execute<{ over: boolean; billed: boolean; since: string | null }[]>(
    `select now() at time zone 'UTC' >= cast(? as date) + interval '1 month' as over,
       exists (select from invoices where tenant_id = ? and month = ? and state <> 'void') as billed,
       (select to_char(created_at at time zone 'UTC', 'YYYY-MM') from tenants where id = ?
         and created_at at time zone 'UTC' >= cast(? as date) + interval '1 month'
         and not exists (select from usage_charges where tenant_id = ? and month = ?)) as since`,
    [first, tenantId, first, tenantId, first, tenantId, first],
  );
  if (!state?.over) throw new DomainError('conflict', 'The month has not ended yet.');
  if (state.since)
    throw new DomainError('validation_failed', `The tenant’s first month is ${state.since}.`);
  if (state.billed) throw new DomainError('conflict', 'The month has its invoice already.');
}

/**
 * By agent or app and what it used; what came to nothing is shown as well. Corrections of another
 * month have lines of their own, which count no events: these are on that month's invoice.
 */
async function addLines(
  em: EntityManager,
  tenantId: string,
  invoiceId: string,
  first: string,
): Promise<void> {
  await em.execute(
    `insert into invoice_lines (tenant_id, invoice_id, position, agent_id, agent_name, api_key_id,
       app_name, item, events, quantity_milli, meter, amount_nano)
     select c.tenant_id, ?, row_number() over (order by coalesce(agent_name, app_name), agent_id, api_key_id,
       item, meter), agent_id, agent_name, api_key_id, app_name, item, events, quantity, meter,
       amount
     from (select c.tenant_id, c.agent_id, c.api_key_id,
         case when c.agent_id is not null then coalesce(a.name, 'Deleted agent') end as agent_name,
         case when c.agent_id is null then coalesce(k.name, 'Deleted app') end as app_name,
         c.provider || case when c.model is null then ' ' || c.operation else '/' || c.model end
           || case when c.corrected_month <> c.month
             then ', corrected for ' || to_char(c.corrected_month, 'YYYY-MM') else '' end as item,
         c.meter, count(*) filter (where c.revision = 0) as events, sum(c.quantity_milli)::bigint as quantity,
         sum(c.charge_nano)::bigint as amount
       from usage_charges c left join agents a on a.tenant_id = c.tenant_id and a.id = c.agent_id
         left join api_keys k on k.tenant_id = c.tenant_id and k.id = c.api_key_id
       where c.tenant_id = ? and c.month = ? group by 1, 2, 3, 4, 5, 6, 7) as c`,
    [invoiceId, tenantId, first],
  );
}
