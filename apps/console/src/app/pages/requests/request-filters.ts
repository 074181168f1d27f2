import type { RequestDecision } from '@renum/contracts';
import type { RequestFilter } from '../../core/api/requests.api';

/** The filters as the page's address holds them. */
export interface RequestQuestion {
  agentId?: string;
  apiKeyId?: string;
  runId?: string;
  provider?: string;
  decision?: string;
  status?: string;
  within?: string;
}

const HOUR_MS = 3_600_000;

export const DECISIONS: { value: RequestDecision; label: string }[] = [
  { value: 'allowed', label: 'Allowed' },
  { value: 'approved', label: 'Approved' },
  { value: 'refused', label: 'Refused' },
];

export const STATUS_CLASSES = [
  { value: '2xx', label: 'Success (2xx)' },
  { value: '3xx', label: 'Redirect (3xx)' },
  { value: '4xx', label: 'Refused (4xx)' },
  { value: '5xx', label: 'Failed (5xx)' },
];

export const RANGES = [
  { value: '1h', label: 'Last hour', hours: 1 },
  { value: '24h', label: 'Last 24 hours', hours: 24 },
  { value: '7d', label: 'Last 7 days', hours: 7 * 24 },
  { value: '30d', label: 'Last 30 days', hours: 30 * 24 },
];

/** What the API is asked; an address that somebody wrote by hand asks nothing that does not exist. */
export function filterOf(question: RequestQuestion, now: number): RequestFilter {
  const { agentId, apiKeyId, runId, provider } = question;
  const decision = DECISIONS.find(({ value }) => value === question.decision)?.value;
  const status = STATUS_CLASSES.find(({ value }) => value === question.status)?.value;
  const hours = RANGES.find(({ value }) => value === question.within)?.hours;
  return {
    ...(agentId && { agentId }),
    ...(apiKeyId && { apiKeyId }),
    ...(runId && { runId }),
    ...(provider && { provider }),
    ...(decision && { decision }),
    ...(status && { status }),
    ...(hours && { from: new Date(now - hours * HOUR_MS).toISOString() }),
  };
}
