import { WEBHOOK_DELIVERY_STATES, WEBHOOK_EVENTS } from '@renum/contracts';
import { z } from 'zod';
import { pageQuery } from '../http/page-query';

const url = z.string().min(1).max(2_000).describe('Where messages are sent to, by HTTPS.');
const description = z.string().trim().max(200);
const events = z
  .array(z.enum(WEBHOOK_EVENTS))
  .min(1)
  .max(WEBHOOK_EVENTS.length)
  .refine((names) => new Set(names).size === names.length, 'names an event twice');

export const createWebhookBody = z
  .strictObject({ url, description: description.default(''), events })
  .meta({
    examples: [
      {
        url: 'https://hooks.example.com/renum',
        description: 'Alerts to the team’s chat',
        events: ['budget.alert', 'wallet.suspended'],
      },
    ],
  });
export type CreateWebhookBody = z.infer<typeof createWebhookBody>;

export const updateWebhookBody = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    events: events.optional(),
    enabled: z.boolean().optional().describe('`false` fails what is pending.'),
  })
  .meta({ examples: [{ events: ['budget.alert', 'invoice.issued'], enabled: true }] });
export type UpdateWebhookBody = z.infer<typeof updateWebhookBody>;

export const deliveriesQuery = pageQuery.extend({
  state: z.enum(WEBHOOK_DELIVERY_STATES).optional(),
});
export type DeliveriesQuery = z.infer<typeof deliveriesQuery>;
