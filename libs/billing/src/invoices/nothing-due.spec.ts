import { auditEntities, AuditService } from '@renum/audit';
import type { PriceFee } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import { LedgerWorld } from '../spec/ledger-world';
import { InvoiceDesk } from './invoice-desk';

const MONTH = '2026-01';
/** A unit of money a call. */
const FEES: PriceFee[] = [
  { key: 'calls', unit: 'calls', per: 1, tiers: [{ upTo: null, priceNano: '1000000000' }] },
];

/** Real: PostgreSQL with its ledger and the triggers that tell webhooks. */
describe('invoices with nothing due', () => {
  let db: TestDatabase;
  let world: LedgerWorld<TestTenant>;
  let desk: InvoiceDesk;
  beforeAll(async () => {
    db = await createTestDatabase({ entities: auditEntities });
    world = new LedgerWorld(db.platform, () => testTenant(db));
    desk = new InvoiceDesk(db.platform, new AuditService());
  });
  afterAll(() => db.drop());

  const webhookTypes = ['invoice.issued', 'invoice.paid'];
  const listening = async (tenant: TestTenant) => {
    await tenant.insert('webhooks', { url: 'https://hooks.example.test', events: webhookTypes });
    return tenant;
  };
  const movements = (tenant: TestTenant) =>
    world.ask<{ kind: string }>(
      'select kind from ledger_transactions where tenant_id = ? order by id',
      [tenant.id],
    );
  const audited = async (tenant: TestTenant) =>
    (
      await world.ask<{ action: string; from: string | null }>(
        `select action, detail ->> 'from' as from from audit_entries
         where tenant_id = ? and target_type = 'invoice' order by id`,
        [tenant.id],
      )
    ).map(({ action, from }) => [action, from]);
  const told = async (tenant: TestTenant) =>
    (
      await world.ask<{ type: string }>(
        'select type from webhook_deliveries where tenant_id = ? order by type',
        [tenant.id],
      )
    ).map(({ type }) => type);
  const call = (tenant: TestTenant) =>
    world.write([world.event(tenant, { at: `${MONTH}-15T10:00:00.000Z` })]);
  const movement = () => ({ id: newId(), amountNano: 5_000_000_000n });

  it.each([
    ['nothing was charged', 'postpaid', undefined],
    ['credits have paid it', 'postpaid', 'grant'],
    ['the wallet has paid it', 'prepaid', 'topUp'],
  ] as const)('are paid as they are issued: %s', async (_, mode, source) => {
    const tenant = await listening(await world.tenant({ fees: source ? FEES : [] }, mode));
    const operator = tenant.owner.userId;
    if (source) await world.desk[source](tenant.id, movement(), operator);
    await call(tenant);
    const draft = await desk.draft(tenant.id, MONTH, operator);
    expect(draft).toMatchObject({ state: 'draft', total: { nano: '0' } });
    const before = await movements(tenant);
    const issued = await desk.issue(draft.id, operator);
    expect(issued).toMatchObject({ state: 'paid', number: expect.stringMatching(/^INV-/) });
    expect(issued.paidAt).toBe(issued.issuedAt);
    expect(await movements(tenant)).toEqual(before);
    expect(await audited(tenant)).toEqual([
      ['invoice.drafted', null],
      ['invoice.issued', 'draft'],
      ['invoice.paid', 'issued'],
    ]);
    expect(await told(tenant)).toEqual(webhookTypes);
    const illegal = { code: 'illegal_transition' };
    await expect(desk.pay(draft.id, operator)).rejects.toMatchObject(illegal);
  });

  it('are paid once credit notes have taken all that they ask for, not before', async () => {
    const tenant = await listening(await world.tenant({ fees: FEES }));
    const operator = tenant.owner.userId;
    await call(tenant);
    const { id } = await desk.draft(tenant.id, MONTH, operator);
    expect(await desk.issue(id, operator)).toMatchObject({ state: 'issued' });
    const note = (netNano: bigint, noteId = newId()) =>
      desk.creditNote(id, { id: noteId, netNano, reason: 'Outage' }, operator);
    expect(await note(990_000_000n)).toMatchObject({ state: 'issued' });
    expect(await told(tenant)).toEqual(['invoice.issued']);
    const last = newId();
    expect(await note(10_000_000n, last)).toMatchObject({ state: 'paid' });
    expect(await note(10_000_000n, last)).toMatchObject({ state: 'paid' });
    expect((await movements(tenant)).map(({ kind }) => kind)).toEqual([
      ...['usage', 'credit_note', 'credit_note'],
    ]);
    expect((await audited(tenant)).filter(([action]) => action === 'invoice.paid')).toEqual([
      ['invoice.paid', 'issued'],
    ]);
    expect(await told(tenant)).toEqual(webhookTypes);
    expect((await world.balances(tenant.id))['receivable']).toBeUndefined();
  });
});
