import { z } from 'zod';

const id = z.uuidv7().describe('Chosen by you: sent again, it is still one payment.');
const ID = '01945b70-0000-7000-8000-000000000021';
const cents = z
  .string()
  .regex(/^[1-9]\d{0,8}0{7}$/)
  .describe('In nano-units, in whole cents.')
  .meta({ examples: ['50000000000'] });
/** A unit of the currency at least: less is not worth its fee. */
const units = cents.regex(/^\d{10,}$/, 'is at least one unit of the currency');

export const topUpBody = z
  .object({ id, amountNano: units })
  .meta({ examples: [{ id: ID, amountNano: '50000000000' }] });
export type TopUpBody = z.infer<typeof topUpBody>;

export const invoicePaymentBody = z.object({ id }).meta({ examples: [{ id: ID }] });
export type InvoicePaymentBody = z.infer<typeof invoicePaymentBody>;

export const refundBody = z
  .object({
    id: z.uuidv7().describe('Chosen by you: sent again, it is still made only once.'),
    amountNano: cents,
    reason: z.string().trim().min(1).max(500).optional(),
  })
  .meta({ examples: [{ id: ID, amountNano: '20000000000', reason: 'Left the service' }] });
export type RefundBody = z.infer<typeof refundBody>;

export const eventsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type EventsQuery = z.infer<typeof eventsQuery>;
