import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { InvoiceRunView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError } from '@renum/platform';
import { lockAccount } from '../ledger/accounts';
import { asOperator } from '../ledger/as-operator';
import { makeDraft } from './draft';
import { findInvoice } from './invoice-rows';
import { issueInvoice } from './issue';
import { settleIfNothingIsDue } from './settle';

export interface MonthlyRun {
  /** `2026-10`, of UTC; one that has ended. */
  month: string;
  /** Else they stay drafts, for a person to look at. */
  issue: boolean;
  /** Also for tenants with a price book that were charged nothing. */
  empty?: boolean;
  /** Whose doing it is, in the audit logs; the platform's own unless told. */
  operatorId?: string;
}

/**
 * Bills a month of all tenants. Each has its draft, its number and its entry in the audit log in one
 * transaction: killed at any moment, the next run goes on with those that have no invoice yet. One
 * that has had an invoice of the month, be it a draft or void, is a person's business already.
 */
@Injectable()
export class MonthlyInvoices {
  private readonly log = new Logger(MonthlyInvoices.name);

  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  /** @throws DomainError `conflict` when the month has not ended */
  async run(wanted: MonthlyRun): Promise<InvoiceRunView> {
    const { month, issue } = wanted;
    const tenantIds = await this.unbilled(wanted);
    const result: InvoiceRunView = { month, issued: 0, drafted: 0, failed: 0 };
    for (const tenantId of tenantIds) {
      try {
        if (await this.bill(tenantId, wanted)) result[issue ? 'issued' : 'drafted'] += 1;
      } catch (error) {
        // What is wrong with one must not keep the others from being billed.
        result.failed += 1;
        this.log.error({ err: error, tenantId, month }, 'A tenant could not be billed');
      }
    }
    return result;
  }

  private unbilled({ month, empty = false }: MonthlyRun): Promise<string[]> {
    return this.database.transaction(async (em) => {
      const [time] = await em.execute<{ over: boolean }[]>(
        `select now() at time zone 'UTC' >= cast(? as date) + interval '1 month' as over`,
        [`${month}-01`],
      );
      if (!time?.over) throw new DomainError('conflict', 'The month has not ended yet.');
      const rows = await em.execute<{ tenant_id: string }[]>(
        `select b.tenant_id
         from billing_accounts b cross join (select cast(? as date) as first) as m
         where not exists (select from invoices i where i.tenant_id = b.tenant_id
             and i.month = m.first)
           and (exists (select from usage_charges c where c.tenant_id = b.tenant_id
               and c.month = m.first and c.charge_nano <> 0)
             or (? and b.price_book is not null
               and b.created_at < (m.first + interval '1 month')::timestamp at time zone 'UTC'))
         order by b.tenant_id`,
        [`${month}-01`, empty],
      );
      return rows.map((row) => row.tenant_id);
    });
  }

  /** False when somebody else was faster. */
  private bill(tenantId: string, { month, issue, operatorId }: MonthlyRun): Promise<boolean> {
    return this.database.transaction(async (em) => {
      await lockAccount(em, tenantId);
      if (await hasInvoice(em, tenantId, month)) return false;
      const id = await makeDraft(em, tenantId, month);
      const record = (action: string, detail: Record<string, unknown>) =>
        asOperator(tenantId, operatorId, () =>
          this.audit.record(em, { action, targetType: 'invoice', targetId: id, detail }),
        );
      await record('invoice.drafted', { month });
      if (!issue) return true;
      await issueInvoice(em, await findInvoice(em, id, { lock: true }));
      await record('invoice.issued', { from: 'draft' });
      if (await settleIfNothingIsDue(em, await findInvoice(em, id)))
        await record('invoice.paid', { from: 'issued' });
      return true;
    });
  }
}

async function hasInvoice(em: EntityManager, tenantId: string, month: string): Promise<boolean> {
  const found = await em.execute(
    'select 1 from invoices where tenant_id = ? and month = cast(? as date) limit 1',
    [tenantId, `${month}-01`],
  );
  return found.length > 0;
}
