import type { RunView } from '@renum/contracts';
import type { RunTimeline } from '../timeline/run-timeline';

/** What goes on while there is nothing to see; empty when there is. */
export function pendingOf({ state, items }: RunTimeline): string {
  if (state === 'queued') return 'Waiting for a worker …';
  if (state !== 'running') return '';
  const last = items.at(-1);
  if (!last) return 'Starting the sandbox …';
  if (last.kind === 'tool' && last.state === 'running') return '';
  if (last.kind === 'text' && !last.done && last.text !== '') return '';
  return 'Thinking …';
}

export interface Ending {
  tone: 'bad' | 'attention' | 'neutral';
  icon: string;
  heading: string;
  text: string;
}

const LIMITS: Record<string, string> = {
  steps: 'It has used all the steps that its agent allows.',
  time: 'It has used all the time that its agent allows.',
  budget: 'It has spent what its agent may spend in one run.',
  repetition: 'It made the same call again and again.',
  disk: 'Its workspace is full.',
};

const FAILURES: Record<string, string> = {
  model_error: 'The model’s provider answered with an error.',
  credential_missing: 'A key is missing or revoked. Look at the vault and at the agent’s settings.',
  sandbox_unavailable: 'No sandbox could be started.',
  sandbox_died: 'The sandbox ended unexpectedly.',
  worker_lost: 'The worker was lost several times.',
  internal: 'Something went wrong on our side.',
};

/** How a run ended when it did not simply complete. */
export function endingOf(timeline: RunTimeline, view: RunView): Ending | undefined {
  const reason = timeline.reason ?? view.error?.code ?? '';
  const detail = timeline.detail ?? view.error?.message ?? '';
  switch (timeline.state) {
    case 'failed':
      return {
        tone: 'bad',
        icon: 'error',
        heading: FAILURES[reason] ?? 'The run failed.',
        text: detail,
      };
    case 'limit':
      return {
        tone: 'attention',
        icon: 'speed',
        heading: LIMITS[reason] ?? 'A limit was reached.',
        text: detail,
      };
    case 'stopped':
      return { tone: 'neutral', icon: 'stop_circle', heading: 'Stopped.', text: detail };
    case 'queued':
    case 'running':
    case 'waiting':
    case 'completed':
      return undefined;
    default:
      return timeline.state satisfies never;
  }
}
