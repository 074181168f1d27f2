import { z } from 'zod';

export const draftBody = z
  .object({
    month: z
      .string()
      .regex(/^20\d\d-(0[1-9]|1[0-2])$/)
      .describe('A month that has ended, in UTC; of a tenant, from its first one on.'),
  })
  .meta({ examples: [{ month: '2026-10' }] });
export type DraftBody = z.infer<typeof draftBody>;

export const invoiceRunBody = draftBody
  .extend({
    issue: z
      .boolean()
      .default(true)
      .describe('Issue them at once; else they stay drafts, for a person to look at.'),
    empty: z.boolean().default(false).describe('Also for tenants that were charged nothing.'),
  })
  .meta({ examples: [{ month: '2026-10', issue: false }] });
export type InvoiceRunBody = z.infer<typeof invoiceRunBody>;

export const creditNoteBody = z
  .object({
    id: z.uuidv7().describe('Chosen by you: sent again, the note is still issued only once.'),
    netNano: z
      .string()
      .regex(/^[1-9]\d{0,10}0{7}$/)
      .transform(BigInt)
      .describe('Before tax; in nano-units, in whole cents.'),
    reason: z.string().trim().min(1).max(500),
  })
  .meta({
    examples: [
      {
        id: '01945b70-0000-7000-8000-00000000000a',
        netNano: '10000000000',
        reason: 'Outage of 3 November',
      },
    ],
  });
export type CreditNoteBody = z.infer<typeof creditNoteBody>;
