import type { ApprovalState, ApprovalView } from '@renum/contracts';

interface ApprovalLook {
  label: string;
  icon: string;
  tone: 'neutral' | 'attention' | 'good' | 'bad';
}

export const APPROVAL_LOOKS: Record<ApprovalState, ApprovalLook> = {
  pending: { label: 'Waiting', icon: 'hourglass_top', tone: 'attention' },
  approved: { label: 'Approved', icon: 'check_circle', tone: 'good' },
  denied: { label: 'Denied', icon: 'block', tone: 'bad' },
  expired: { label: 'Nobody came', icon: 'timer_off', tone: 'neutral' },
  withdrawn: { label: 'Withdrawn', icon: 'undo', tone: 'neutral' },
};

/** How it ended, as a sentence; empty while it waits. */
export function endingWords({ state, decidedBy }: ApprovalView): string {
  const who = decidedBy ? ` by ${decidedBy}` : '';
  switch (state) {
    case 'pending':
      return '';
    case 'approved':
      return `Approved${who}; the call was made.`;
    case 'denied':
      return `Denied${who}; the call was not made.`;
    case 'expired':
      return 'Nobody decided in time; the call was not made.';
    case 'withdrawn':
      return 'The agent no longer waits for it; the call was not made.';
    default:
      return state satisfies never;
  }
}
