import { Injectable } from '@nestjs/common';
import { AuditService } from '@renum/audit';
import type { InvoiceState, RerateView } from '@renum/contracts';
import { PlatformDatabase, type EntityManager } from '@renum/database';
import { DomainError, newId, tenantContext } from '@renum/platform';
import { findAccount, lockAccount, type Account } from '../ledger/accounts';
import { money } from '../ledger/money';
import { post } from '../ledger/post';
import { compare, lockHours, writeCorrections } from './rerate-rows';
import { entriesOf, takenIn, usableCredit } from './shares';

export interface Rerate {
  tenantId: string;
  /** `2026-10` */
  month: string;
  /** Where the month has its invoice: bill the difference in the open month. */
  intoOpenMonth?: boolean;
  /** Who asks for it; a program without a person, unless told. */
  operatorId?: string;
}

/**
 * Rates a tenant's month anew, by the price book and the versions of it that hold for the month now.
 * What events cost at their providers is a record and stays; so is what was charged: corrections are
 * rows beside it, and one transaction in the ledger.
 */
@Injectable()
export class Rerating {
  constructor(
    private readonly database: PlatformDatabase,
    private readonly audit: AuditService,
  ) {}

  /** What it would come to. Nobody waits for it. @throws DomainError `not_found`, `conflict` */
  preview(rerate: Rerate): Promise<RerateView> {
    return this.database.transaction(async (em) => {
      const account = await findAccount(em, rerate.tenantId);
      const plan = await planOf(em, rerate, account);
      return viewOf(plan, await compare(em, plan, plan.currency));
    });
  }

  /**
   * Writes the corrections; doing it again finds nothing to correct. It holds the tenant's account:
   * usage that comes in meanwhile waits in the journals.
   *
   * @throws DomainError `not_found`; `conflict` for a month on an invoice, unless `intoOpenMonth`
   */
  async apply(rerate: Rerate): Promise<RerateView> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.correct(rerate);
      } catch (error) {
        // Usage of an hour that was new to the month came in between: nothing was written.
        if (!isDeadlock(error) || tries === TRIES) throw error;
      }
    }
  }

  private correct(rerate: Rerate): Promise<RerateView> {
    const { tenantId, month } = rerate;
    return this.database.transaction(async (em) => {
      await lockHours(em, { tenantId, first: `${month}-01` });
      const account = await lockAccount(em, tenantId);
      const plan = await planOf(em, rerate, account);
      mustBeOpen(plan, rerate);
      const id = newId();
      const seen = await writeCorrections(em, plan, { ...plan, correctionId: id });
      if (seen.changed === 0) return { ...viewOf(plan, seen), applied: true };
      const differenceNano = seen.afterNano - seen.beforeNano;
      const from = {
        usable: await usableCredit(em, tenantId),
        taken: await takenIn(em, tenantId, plan.into),
        rest: account.mode === 'prepaid' ? ('wallet' as const) : ('receivable' as const),
      };
      await post(em, {
        ...{ id, tenantId, kind: 'adjustment', currency: plan.currency, month: plan.into },
        reference: `Charges of ${month}`,
        entries: differenceNano === 0n ? [] : entriesOf(differenceNano, from),
      });
      await this.record(em, rerate, { correctionId: id, differenceNano, into: plan.into });
      return { ...viewOf(plan, seen), applied: true, correctionId: id };
    });
  }

  private record(
    em: EntityManager,
    { tenantId, month, operatorId }: Rerate,
    done: { correctionId: string; differenceNano: bigint; into: string },
  ): Promise<void> {
    const detail = { ...done, month, differenceNano: String(done.differenceNano) };
    const entry = { action: 'billing.rerated', targetType: 'tenant', targetId: tenantId, detail };
    const actor = operatorId
      ? ({ type: 'user', id: operatorId } as const)
      : ({ type: 'system' } as const);
    return tenantContext.run({ tenantId, actor }, () => this.audit.record(em, entry));
  }
}

const TRIES = 5;

const isDeadlock = (error: unknown): boolean => (error as { code?: string }).code === '40P01';

interface Plan {
  tenantId: string;
  first: string;
  book: string;
  /** First day of the month that the difference is billed in. */
  into: string;
  currency: string;
  invoice?: { id: string; number: string | null; state: InvoiceState };
}

async function planOf(
  em: EntityManager,
  { tenantId, month }: Rerate,
  account: Account | undefined,
): Promise<Plan> {
  const first = `${month}-01`;
  if (!account?.price_book)
    throw new DomainError('conflict', 'The tenant has no price book: there is nothing to rate by.');
  const [invoice] = await em.execute<NonNullable<Plan['invoice']>[]>(
    `select id, number, state from invoices
     where tenant_id = ? and month = cast(? as date) and state <> 'void'`,
    [tenantId, first],
  );
  const { price_book: book, currency } = account;
  const into = invoice ? await openMonth(em, account) : first;
  return { tenantId, first, book, into, currency, invoice };
}

/** The earliest month that charges of today go to. */
async function openMonth(em: EntityManager, account: Account): Promise<string> {
  const [row] = await em.execute<{ first: string }[]>(
    `select greatest(date_trunc('month', now() at time zone 'UTC')::date, cast(? as date))::text
       as first`,
    [account.closed_before],
  );
  if (!row) throw new DomainError('internal', 'There is no month.');
  return row.first;
}

function mustBeOpen({ invoice }: Plan, { month, intoOpenMonth = false }: Rerate): void {
  if (!invoice) return;
  if (invoice.state === 'draft')
    throw new DomainError('conflict', `${month} is on a draft: void it first, then draft it anew.`);
  if (intoOpenMonth) return;
  throw new DomainError(
    'conflict',
    `${month} is on the invoice ${invoice.number}: give a credit note, or bill the difference in ` +
      'the open month.',
  );
}

function viewOf(plan: Plan, seen: Awaited<ReturnType<typeof compare>>): RerateView {
  const { currency, invoice } = plan;
  return {
    tenantId: plan.tenantId,
    month: plan.first.slice(0, 7),
    into: plan.into.slice(0, 7),
    invoice: invoice && { ...invoice, number: invoice.number ?? undefined },
    applied: false,
    events: seen.events,
    changed: seen.changed,
    before: money(seen.beforeNano, currency),
    after: money(seen.afterNano, currency),
    difference: money(seen.afterNano - seen.beforeNano, currency),
    lines: seen.lines,
  };
}
