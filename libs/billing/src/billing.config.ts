import { join } from 'node:path';
import { defineConfig, type ConfigOf } from '@renum/platform';
import { z } from 'zod';

export const billingConfig = defineConfig(
  'billing',
  z
    .object({
      /** The installation's data directory. */
      RENUM_HOME: z.string().min(1),
      /** Who sends invoices: name, address, tax number; a line each, with `|` between them. */
      INVOICE_ISSUER: z.string().trim().min(1).max(1000).default('Renum'),
      /** Below the sums of an invoice: how to pay, by when. */
      INVOICE_NOTE: z.string().trim().max(1000).optional(),
    })
    .transform(({ RENUM_HOME, INVOICE_ISSUER, INVOICE_NOTE }) => {
      const [name = '', ...lines] = INVOICE_ISSUER.split('|').map((line) => line.trim());
      return {
        journalRoot: join(RENUM_HOME, 'journal'),
        issuer: { name, lines: lines.filter((line) => line !== ''), note: INVOICE_NOTE },
      };
    }),
);
export type BillingConfig = ConfigOf<typeof billingConfig>;
