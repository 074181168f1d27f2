import type {
  WebhookDeliveryState,
  WebhookDeliveryView,
  WebhookEvent,
  WebhookView,
} from '@renum/contracts';

interface Look {
  label: string;
  icon: string;
  tone: 'neutral' | 'busy' | 'attention' | 'good' | 'bad';
}

/** What each event says, in words. */
export const EVENT_LOOKS: Record<WebhookEvent, { label: string; hint: string }> = {
  'budget.alert': { label: 'Budget alerts', hint: '50, 80 or 100 % of a budget is used up' },
  'wallet.suspended': { label: 'Wallet empty', hint: 'calls are refused until it is filled' },
  'wallet.resumed': { label: 'Wallet filled again', hint: 'calls go through again' },
  'invoice.issued': { label: 'Invoice issued', hint: 'with its number and total' },
  'invoice.paid': { label: 'Invoice paid', hint: 'the money has come, or nothing was due' },
  'invoice.void': { label: 'Invoice void', hint: 'it does not count any more' },
  'run.ended': { label: 'Run ended', hint: 'completed, failed, stopped or at a limit' },
  'approval.requested': { label: 'Approval asked for', hint: 'a call waits for a person' },
};
export const ALL_EVENTS = Object.keys(EVENT_LOOKS) as WebhookEvent[];

export const eventLabel = (type: WebhookDeliveryView['type']): string =>
  type === 'webhook.test' ? 'Test' : EVENT_LOOKS[type].label;

/** How an endpoint is. */
export function webhookLook({
  enabled,
  disabledReason,
  failingSince,
}: Pick<WebhookView, 'enabled' | 'disabledReason' | 'failingSince'>): Look {
  if (disabledReason) return { label: 'Switched off', icon: 'cloud_off', tone: 'bad' };
  if (!enabled) return { label: 'Off', icon: 'pause_circle', tone: 'neutral' };
  if (failingSince) return { label: 'Failing', icon: 'sync_problem', tone: 'attention' };
  return { label: 'On', icon: 'check_circle', tone: 'good' };
}

export const DELIVERY_LOOKS: Record<WebhookDeliveryState, Look> = {
  pending: { label: 'Pending', icon: 'schedule', tone: 'busy' },
  delivered: { label: 'Delivered', icon: 'check_circle', tone: 'good' },
  failed: { label: 'Failed', icon: 'error', tone: 'bad' },
};
