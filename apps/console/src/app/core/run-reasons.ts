import type { FailureReason, LimitName } from '@renum/contracts';

const REASONS: Record<FailureReason, string> = {
  model_error: 'The model failed',
  credential_missing: 'A key is missing',
  sandbox_unavailable: 'No sandbox was free',
  sandbox_died: 'The sandbox died',
  worker_lost: 'The worker was lost',
  internal: 'An error of Renum’s own',
};
const LIMITS: Record<LimitName, string> = {
  steps: 'Too many steps',
  time: 'Out of time',
  budget: 'The budget was used up',
  repetition: 'The same call again and again',
  disk: 'The disk was full',
};

/** Why a run ended, in words; a reason that a newer server may have goes by its own name. */
export function reasonTitle(reason: string): string {
  const names: Readonly<Record<string, string>> = { ...REASONS, ...LIMITS };
  return names[reason] ?? (reason || 'Without a reason');
}
