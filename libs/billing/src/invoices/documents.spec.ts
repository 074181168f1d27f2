import type { InvoiceDetailView } from '@renum/contracts';
import { textOfPdf } from '../spec/pdf-text';
import { decimal } from './amounts';
import { invoiceCsv } from './invoice-csv';
import { invoicePdf } from './invoice-pdf';
import { totalsOf } from './totals';

const usd = (nano: string) => ({ nano, currency: 'USD' });
const INVOICE: InvoiceDetailView = {
  id: '01945b70-0000-7000-8000-000000000006',
  tenantId: '01945b70-0000-7000-8000-000000000001',
  month: '2026-10',
  state: 'issued',
  number: 'INV-2026-000042',
  usage: usd('1234567891'),
  credits: usd('234567891'),
  prepaid: usd('0'),
  tax: { name: 'USt', bp: 1900, amount: usd('190000000') },
  rounding: usd('0'),
  total: usd('1190000000'),
  createdAt: '2026-11-01T00:10:00.000Z',
  issuedAt: '2026-11-02T09:00:00.000Z',
  lines: [
    {
      agentId: '01945b70-0000-7000-8000-000000000002',
      agentName: '=HYPERLINK("x"), "Köchin" 研',
      item: 'tavily search',
      events: 1200,
      quantityMilli: 1_500,
      meter: 'credits',
      amount: usd('1134567891'),
    },
    {
      apiKeyId: '01945b70-0000-7000-8000-000000000003',
      apiKeyName: 'Shop',
      item: 'openai/gpt-5-mini',
      events: 7,
      quantityMilli: 0,
      amount: usd('100000000'),
    },
  ],
  creditNotes: [],
};

describe('an invoice as a document', () => {
  it('is a CSV whose amounts add up, and whose names are no formulas', () => {
    const [header, ...rows] = invoiceCsv(INVOICE).trimEnd().split('\r\n');
    expect(header).toBe('kind,agent,app,item,calls,quantity,meter,amount,currency');
    expect(rows).toEqual([
      `usage,"'=HYPERLINK(""x""), ""Köchin"" 研",,tavily search,1200,1.5,credits,1.134567891,USD`,
      'usage,,Shop,openai/gpt-5-mini,7,,,0.10,USD',
      'credits,,,,,,,-0.234567891,USD',
      'tax,,,USt 19 %,,,,0.19,USD',
    ]);
  });

  it('is a PDF that says all of it, and the same bytes each time', async () => {
    const issuer = { name: 'Renum GmbH', lines: ['10115 Berlin', 'VAT DE1'], note: 'Pay soon.' };
    const make = () => invoicePdf(INVOICE, { name: 'Café Ltd' }, issuer);
    const pdf = await make();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const [page = ''] = textOfPdf(pdf);
    for (const line of [
      'Renum GmbH',
      '10115 Berlin',
      'BILL TOInvoice numberINV-2026-000042',
      'Date of issue2026-11-02',
      'Period2026-10-01 to 2026-10-31',
      'Shopopenai/gpt-5-mini70.10',
      'Usage1.234567891',
      'Paid by credits-0.234567891',
      'USt 19 %0.19',
      'Total USD1.19',
      'Pay soon.',
      'Renum GmbH · Invoice INV-2026-000042Page 1 of 1',
    ])
      expect(page.split('\n')).toContain(line);
    expect(page).toContain('Café Ltd');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await make()).equals(pdf)).toBe(true);
  });

  it.each([
    ['연구원 에이전트'],
    ['研究アシスタント'],
    ['Łukasz, Ελένη и Ольга'],
    ['Tiếng Việt'],
    // As it came from a Mac: letters and their marks apart.
    ['Ko\u0308chin'.normalize('NFD')],
  ])('writes %s', async (agentName) => {
    const lines = [{ ...INVOICE.lines[1]!, agentName }];
    const [page = ''] = textOfPdf(await invoicePdf({ ...INVOICE, lines }, { name: agentName }));
    // Once as who pays, once as the agent.
    expect(page.replaceAll('\n', ' ').split(agentName.normalize('NFC'))).toHaveLength(3);
  });

  it('marks what no font has, instead of leaving it out', async () => {
    const [page] = textOfPdf(await invoicePdf(INVOICE, { name: 'Support 🤖\u0007!' }));
    expect(page).toContain('Support \u{fffd} !');
  });

  it('goes over to further pages, each with its number and the names of the columns', async () => {
    const [line] = INVOICE.lines;
    const lines = Array.from({ length: 120 }, (_, index) => ({ ...line!, item: `item ${index}` }));
    const pages = textOfPdf(await invoicePdf({ ...INVOICE, lines }, { name: 'X' }));
    expect(pages.length).toBeGreaterThan(2);
    for (const [index, page] of pages.entries())
      expect(page).toContain(`Page ${index + 1} of ${pages.length}`);
    for (const page of pages.slice(0, -1)) expect(page).toContain('AGENT OR APPSERVICECALLS');
    const text = pages.join('\n');
    for (let index = 0; index < 120; index += 1) expect(text).toContain(`item ${index}1,200`);
  });

  it('wraps long names into two lines and cuts what is longer', async () => {
    const agentName = `${'Assistant of the accounting department '.repeat(4)}end`;
    const lines = [{ ...INVOICE.lines[1]!, agentName }];
    const [page = ''] = textOfPdf(await invoicePdf({ ...INVOICE, lines }, { name: 'X' }));
    expect(page).toContain('Assistant of the accountingopenai/gpt-5-mini');
    expect(page).toMatch(/\ndepartment Assistant.*…\n/);
    expect(page).not.toContain('end\n');
  });

  it('says what was credited, and what is left to pay', async () => {
    const note = {
      ...{ id: INVOICE.id, number: 'CN-2026-000003', issuedAt: '2026-11-05T12:00:00.000Z' },
      ...{
        reason: '3월 장애',
        net: usd('160000000'),
        tax: usd('30000000'),
        total: usd('190000000'),
      },
    };
    const [page] = textOfPdf(await invoicePdf({ ...INVOICE, creditNotes: [note] }, { name: 'X' }));
    expect(page).toContain('CN-2026-000003 · 2026-11-05 · 3월 장애-0.19');
    expect(page).toContain('Total less credit notes, USD1.00');
  });

  it.each([
    ['0', '0.00'],
    ['1', '0.000000001'],
    ['-12500000000', '-12.50'],
  ])('shows %s nano-units as %s', (nano, shown) => {
    expect(decimal(nano)).toBe(shown);
  });

  it.each([
    // 0.005 is rounded up, what is a nano-unit less is not.
    [5_000_000n, 0n, 0, 10_000_000n, 0n, 5_000_000n],
    [4_999_999n, 0n, 0, 0n, 0n, -4_999_999n],
    // Rounded once: a net of 0.01 with its tax would still be 0.01.
    [14_000_000n, 0n, 1900, 20_000_000n, 2_660_000n, 3_340_000n],
    // The wallet has paid for the usage, not for its tax.
    [1_000_000_000n, 1_000_000_000n, 1900, 190_000_000n, 190_000_000n, 0n],
  ])(
    'totals %s less %s at %s bp',
    (usageNano, prepaidNano, taxBp, totalNano, taxNano, roundingNano) => {
      expect(totalsOf({ usageNano, prepaidNano, creditsNano: 0n, taxBp })).toEqual({
        totalNano,
        taxNano,
        roundingNano,
      });
    },
  );
});
