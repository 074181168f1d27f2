import { CALL_RATES, TOKEN_RATES } from '@renum/contracts';
import { z } from 'zod';
import { pageQuery } from '../http/page-query';

const provider = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const model = z.string().trim().min(1).max(200);
const meter = z.string().trim().min(1).max(64);
const rate = z
  .string()
  .regex(/^\d{1,14}$/)
  .describe('In nano-units of the currency, as a decimal string.');

const modelRates = z.object({
  perMillion: z
    .partialRecord(z.enum(TOKEN_RATES), rate)
    .refine(({ input, output }) => input !== undefined && output !== undefined, {
      message: 'needs `input` and `output`',
    })
    .describe('For a million tokens. A kind not named costs what the tokens it is part of cost.'),
  perThousand: z.partialRecord(z.enum(CALL_RATES), rate).optional(),
});
const meterRate = z.object({ perUnit: rate });

const price = z.object({
  provider,
  model: model.optional().describe('A name, or the beginning of names before a `*`.'),
  meter: meter.optional().describe('The unit of a tool, for instance `credits`.'),
  rates: z
    .union([modelRates, meterRate])
    .optional()
    .describe('Without it, what holds without this entry holds again.'),
  effectiveFrom: z.iso.datetime().optional().describe('Now, unless told.'),
});
const OWN_MODEL = {
  provider: 'ollama',
  model: 'llama3*',
  rates: { perMillion: { input: '50000000', output: '80000000' } },
};

export const ownPriceBody = price.meta({ examples: [OWN_MODEL] });
export type OwnPriceBody = z.infer<typeof ownPriceBody>;

export const priceBody = price
  .extend({ tenantId: z.uuid().optional().describe('For one tenant; otherwise for all.') })
  .meta({
    examples: [
      {
        provider: 'openai',
        model: 'gpt-4.1-mini',
        rates: { perMillion: { input: '360000000', cacheRead: '90000000', output: '1440000000' } },
        effectiveFrom: '2027-01-01T00:00:00.000Z',
      },
    ],
  });
export type PriceBody = z.infer<typeof priceBody>;

export const ownPricesQuery = pageQuery.extend({ provider: provider.optional() });
export type OwnPricesQuery = z.infer<typeof ownPricesQuery>;
export const pricesQuery = ownPricesQuery.extend({ tenantId: z.uuid().optional() });
export type PricesQuery = z.infer<typeof pricesQuery>;

export const quoteQuery = z.object({
  provider: provider.meta({ examples: ['openai'] }),
  model: model.optional().meta({ examples: ['gpt-4.1-mini'] }),
  meter: meter.optional(),
  baseUrl: z.url().optional().describe('Of an `openai-compatible` provider.'),
  at: z.iso.datetime().optional().describe('Now, unless told.'),
});
export type QuoteQuery = z.infer<typeof quoteQuery>;
export const operatorQuoteQuery = quoteQuery.extend({
  tenantId: z.uuid().optional(),
  platformKey: z
    .stringbool()
    .optional()
    .describe('With a key of the platform’s: what a tenant itself says does not hold then.'),
});
export type OperatorQuoteQuery = z.infer<typeof operatorQuoteQuery>;

/** What the services take. */
export const newPriceOf = <T extends OwnPriceBody>({ rates, effectiveFrom, ...body }: T) => ({
  ...body,
  effectiveFrom: effectiveFrom === undefined ? undefined : new Date(effectiveFrom),
  rates: rates && ('perUnit' in rates ? rates : withTotals(rates)),
});
const withTotals = ({ perMillion, perThousand }: z.infer<typeof modelRates>) => ({
  perMillion: { input: '0', output: '0', ...perMillion },
  perThousand,
});

export const askedOf = <T extends QuoteQuery>({ at, ...query }: T) => ({
  ...query,
  at: at === undefined ? new Date() : new Date(at),
});
