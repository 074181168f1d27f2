import type { InvoiceDetailView } from '@renum/contracts';
import { inflateSync } from 'node:zlib';
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

/** The text that the pages show, read back from the file. */
function textOf(pdf: Buffer): string {
  const raw = pdf.toString('latin1');
  const streams = [...raw.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, data = '']) =>
    inflateSync(Buffer.from(data, 'latin1')).toString('latin1'),
  );
  const shown = streams.flatMap((stream) => [...stream.matchAll(/\[(.*?)\] TJ/g)]);
  return shown
    .map(([, parts = '']) =>
      [...parts.matchAll(/<([0-9a-f]*)>/g)]
        .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
        .join(''),
    )
    .join('\n');
}

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
    const pdf = await invoicePdf(INVOICE, { name: 'Café Ltd' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const text = textOf(pdf);
    for (const part of [
      'INV-2026-000042',
      'Café Ltd',
      '2026-10',
      'Köchin',
      'Shop',
      '1.234567891',
      '1.19',
    ])
      expect(text).toContain(part);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await invoicePdf(INVOICE, { name: 'Café Ltd' })).equals(pdf)).toBe(true);
  });

  it('goes over to further pages', async () => {
    const [line] = INVOICE.lines;
    const lines = Array.from({ length: 120 }, (_, index) => ({
      ...(line ?? INVOICE.lines[0]!),
      item: `item ${index}`,
    }));
    const text = textOf(await invoicePdf({ ...INVOICE, lines }, { name: 'X' }));
    expect(text).toContain('item 119');
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
