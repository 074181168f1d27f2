import type { RunState } from '@renum/contracts';

/** How a run's state looks. `@renum/contracts` has the values; importing those would bring zod. */
interface StateLook {
  label: string;
  icon: string;
  tone: 'neutral' | 'busy' | 'attention' | 'good' | 'bad';
  terminal: boolean;
}

export const RUN_STATE_LOOKS: Record<RunState, StateLook> = {
  queued: { label: 'Queued', icon: 'schedule', tone: 'neutral', terminal: false },
  running: { label: 'Running', icon: 'autorenew', tone: 'busy', terminal: false },
  waiting: { label: 'Waiting for you', icon: 'help', tone: 'attention', terminal: false },
  completed: { label: 'Completed', icon: 'check_circle', tone: 'good', terminal: true },
  failed: { label: 'Failed', icon: 'error', tone: 'bad', terminal: true },
  stopped: { label: 'Stopped', icon: 'stop_circle', tone: 'neutral', terminal: true },
  limit: { label: 'Limit reached', icon: 'speed', tone: 'attention', terminal: true },
};

export const isTerminal = (state: RunState): boolean => RUN_STATE_LOOKS[state].terminal;
