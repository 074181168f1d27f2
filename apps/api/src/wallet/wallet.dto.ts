import { BILLING_MODES, USAGE_KINDS } from '@renum/contracts';
import { z } from 'zod';

const amountNano = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt)
  .describe('In nano-units of the currency, as a decimal string.')
  .meta({ examples: ['50000000000'] });
const id = z.uuidv7().describe('Chosen by you: sent again, the movement is still made only once.');
const reference = z.string().trim().min(1).max(200).optional();
const ID = '01945b70-0000-7000-8000-000000000009';

export const movementBody = z
  .object({ id, amountNano, reference })
  .meta({ examples: [{ id: ID, amountNano: '50000000000', reference: 'Transfer 4711' }] });
export type MovementBody = z.infer<typeof movementBody>;

export const creditBody = z
  .object({
    id,
    amountNano,
    reference,
    expiresAt: z.iso
      .datetime()
      .transform((at) => new Date(at))
      .optional(),
    priority: z.int().min(0).max(1000).optional().describe('Lower ones are used first.'),
  })
  .meta({
    examples: [{ id: ID, amountNano: '10000000000', expiresAt: '2027-01-01T00:00:00.000Z' }],
  });
export type CreditBody = z.infer<typeof creditBody>;

const bookName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const basisPoints = z.int().min(0).max(10_000);

export const termsBody = z
  .object({
    mode: z.enum(BILLING_MODES).optional(),
    priceBook: bookName.optional().describe('From the next event on.'),
    taxName: z.string().trim().min(1).max(40).optional(),
    taxBp: basisPoints.optional().describe('Basis points: 1900 is 19 %.'),
    platformKeys: z
      .boolean()
      .optional()
      .describe('Whether keys of the platform serve where the tenant has none of its own.'),
  })
  .meta({ examples: [{ mode: 'prepaid', priceBook: 'standard', taxName: 'VAT', taxBp: 1900 }] });
export type TermsBody = z.infer<typeof termsBody>;

const fee = z.object({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  unit: z.enum(['calls', 'quantity']),
  kind: z.enum(USAGE_KINDS).optional().describe('Without it: calls, of models and tools.'),
  provider: z.string().max(64).optional(),
  operation: z.string().max(128).optional(),
  meter: z.string().max(64).optional(),
  per: z.int().min(1).max(1_000_000).describe('A power of ten.'),
  tiers: z
    .array(
      z.object({
        upTo: z.int().min(1).max(1e12).nullable(),
        priceNano: z.string().regex(/^\d{1,12}$/),
      }),
    )
    .min(1)
    .max(10),
});

export const priceBookBody = z
  .object({
    name: bookName,
    effectiveFrom: z.iso.datetime().transform((at) => new Date(at)),
    rules: z.object({ markupBp: z.int().min(0).max(100_000), fees: z.array(fee).max(50) }),
  })
  .meta({
    examples: [
      {
        name: 'standard',
        effectiveFrom: '2027-01-01T00:00:00.000Z',
        rules: {
          markupBp: 2000,
          fees: [
            {
              key: 'calls',
              unit: 'calls',
              per: 1000,
              tiers: [
                { upTo: 10_000, priceNano: '0' },
                { upTo: null, priceNano: '100000000' },
              ],
            },
          ],
        },
      },
    ],
  });
export type PriceBookBody = z.infer<typeof priceBookBody>;
