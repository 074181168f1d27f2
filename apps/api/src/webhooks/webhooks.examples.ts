import type {
  NewWebhookView,
  WebhookDeliveryView,
  WebhookSecretView,
  WebhookView,
} from '@renum/contracts';

/** What the documentation shows. */
export const WEBHOOK: WebhookView = {
  id: '01a1fda5-f963-7196-8187-043089000030',
  url: 'https://hooks.example.com/renum',
  description: 'Alerts to the team’s chat',
  events: ['budget.alert', 'wallet.suspended'],
  enabled: true,
  createdAt: '2026-11-21T10:15:00.000Z',
  updatedAt: '2026-11-21T10:15:00.000Z',
};

export const NEW_WEBHOOK: NewWebhookView = { ...WEBHOOK, secret: 'whsec_…' };

export const SECRET: WebhookSecretView = {
  secret: 'whsec_…',
  previousValidUntil: '2026-11-22T10:15:00.000Z',
};

export const DELIVERY: WebhookDeliveryView = {
  id: '01a1fda5-f963-7196-8187-043089000031',
  messageId: '01a1fda5-f963-7196-8187-043089000032',
  type: 'budget.alert',
  state: 'pending',
  attempts: 1,
  log: [
    {
      at: '2026-11-21T11:02:00.120Z',
      durationMs: 84,
      status: 503,
      error: 'It answered with HTTP 503.',
    },
  ],
  nextAttemptAt: '2026-11-21T11:02:05.480Z',
  createdAt: '2026-11-21T11:02:00.000Z',
  payload: {
    type: 'budget.alert',
    timestamp: '2026-11-21T11:02:00.000Z',
    data: {
      budgetId: '01945b70-0000-7000-8000-000000000001',
      scope: 'agent',
      agentId: '01945b6c-1d2e-7a00-8b0c-000000000001',
      period: 'month',
      periodStart: '2026-11-01T00:00:00.000Z',
      threshold: 80,
      limit: { nano: '50000000000', currency: 'USD' },
      spent: { nano: '41250000000', currency: 'USD' },
    },
  },
};

export const DELIVERED: WebhookDeliveryView = {
  id: DELIVERY.id,
  messageId: DELIVERY.messageId,
  type: 'webhook.test',
  state: 'delivered',
  attempts: 1,
  log: [{ at: '2026-11-21T11:02:00.120Z', durationMs: 61, status: 204 }],
  createdAt: '2026-11-21T11:02:00.000Z',
  finishedAt: '2026-11-21T11:02:00.190Z',
  payload: {
    type: 'webhook.test',
    timestamp: '2026-11-21T11:02:00.000Z',
    data: { webhookId: WEBHOOK.id, message: 'A test: signatures can be checked by it.' },
  },
};
