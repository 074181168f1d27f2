import { BUDGET_PERIODS, BUDGET_SCOPES } from '@renum/contracts';
import { z } from 'zod';

const limitNano = z
  .string()
  .regex(/^\d{1,18}$/)
  .describe('In nano-units of the currency, as a decimal string.')
  .meta({ examples: ['50000000000'] });
const period = z.enum(BUDGET_PERIODS).describe('When it begins anew, in UTC.');

export const createBudgetBody = z
  .object({
    scope: z.enum(BUDGET_SCOPES).meta({ examples: ['agent'] }),
    agentId: z.uuid().optional().describe('For `agent`.'),
    apiKeyId: z.uuid().optional().describe('For `app`: the key that it calls models by.'),
    provider: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
      .optional()
      .describe('For `provider`.'),
    period,
    limitNano,
  })
  .refine(({ scope, agentId }) => (scope === 'agent') === (agentId !== undefined), {
    path: ['agentId'],
    message: 'is for the scope `agent`, and needed there',
  })
  .refine(({ scope, apiKeyId }) => (scope === 'app') === (apiKeyId !== undefined), {
    path: ['apiKeyId'],
    message: 'is for the scope `app`, and needed there',
  })
  .refine(({ scope, provider }) => (scope === 'provider') === (provider !== undefined), {
    path: ['provider'],
    message: 'is for the scope `provider`, and needed there',
  })
  .meta({
    examples: [
      {
        scope: 'agent',
        agentId: '01a1fda5-f963-7196-8187-043089000003',
        period: 'month',
        limitNano: '50000000000',
      },
      { scope: 'tenant', period: 'month', limitNano: '200000000000' },
      {
        scope: 'app',
        apiKeyId: '01a1fda5-f963-7196-8187-043089000020',
        period: 'month',
        limitNano: '20000000000',
      },
    ],
  });
export type CreateBudgetBody = z.infer<typeof createBudgetBody>;

export const changeBudgetBody = z.object({ limitNano }).meta({
  examples: [{ limitNano: '80000000000' }],
});
export type ChangeBudgetBody = z.infer<typeof changeBudgetBody>;

export const createPlatformBudgetBody = z
  .object({ period, limitNano })
  .meta({ examples: [{ period: 'day', limitNano: '500000000000' }] });
export type CreatePlatformBudgetBody = z.infer<typeof createPlatformBudgetBody>;
