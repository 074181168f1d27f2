import { z } from 'zod';

export const month = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/);

export const rerateBody = z
  .object({
    month: month.describe('In UTC.'),
    preview: z.boolean().default(true).describe('Only tell what it would come to.'),
    intoOpenMonth: z
      .boolean()
      .default(false)
      .describe('For a month on an invoice: bill the difference in the month that is open.'),
  })
  .meta({ examples: [{ month: '2026-10' }, { month: '2026-10', preview: false }] });
export type RerateBody = z.infer<typeof rerateBody>;
