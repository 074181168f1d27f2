/** What a tenant's own systems can be told of. */
export const WEBHOOK_EVENTS = [
  'budget.alert',
  'wallet.suspended',
  'wallet.resumed',
  'invoice.issued',
  'invoice.paid',
  'invoice.void',
  'run.ended',
  'approval.requested',
] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

/** Sent when somebody asks for it, and to that endpoint alone. */
export const WEBHOOK_TEST = 'webhook.test';

/** An endpoint of a tenant; its signing secret is shown when it is made and never again. */
export interface WebhookView {
  id: string;
  url: string;
  description: string;
  events: WebhookEvent[];
  enabled: boolean;
  /** Why the platform switched it off. */
  disabledReason?: string;
  /** The first failure since the last success. */
  failingSince?: string;
  createdAt: string;
  updatedAt: string;
}

export interface NewWebhookView extends WebhookView {
  /** `whsec_…`: for the verification of signatures, as Standard Webhooks has it. */
  secret: string;
}

export interface WebhookSecretView {
  secret: string;
  /** Until then the one before signs as well. */
  previousValidUntil: string;
}

export const WEBHOOK_DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type WebhookDeliveryState = (typeof WEBHOOK_DELIVERY_STATES)[number];

export interface WebhookAttemptView {
  at: string;
  durationMs: number;
  /** HTTP status, where there was an answer. */
  status?: number;
  /** Why it failed. */
  error?: string;
}

/** One message to one endpoint. */
export interface WebhookDeliveryView {
  id: string;
  /** The header `webhook-id`: the same at every attempt. */
  messageId: string;
  type: WebhookEvent | typeof WEBHOOK_TEST;
  state: WebhookDeliveryState;
  attempts: number;
  /** The last ones, oldest first. */
  log: WebhookAttemptView[];
  /** While it is pending. */
  nextAttemptAt?: string;
  createdAt: string;
  finishedAt?: string;
  /** What is sent: `{type, timestamp, data}`. */
  payload: unknown;
}
