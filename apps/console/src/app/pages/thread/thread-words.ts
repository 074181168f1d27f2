import { RUN_STATE_LOOKS } from '../../core/run-states';
import { lookOf } from '../../core/tools';
import type { RunTimeline } from './timeline/run-timeline';

/** To begin with, in an empty thread. */
export const IDEAS = [
  'Find three facts about row level security and write them to report.md',
  'Run the command `uname -a`',
  'Start a long task of 5 steps',
];

/**
 * What a screen reader is told while a run goes on: steps and whole messages, not every word as it
 * streams in.
 */
export function spokenNews(timeline: RunTimeline | undefined): string {
  if (!timeline) return '';
  const { state, items } = timeline;
  const last = items.findLast((item) => item.kind !== 'text' || item.done);
  const news = RUN_STATE_LOOKS[state].label;
  if (state === 'running' && last?.kind === 'tool') {
    return `${lookOf(last.name).title}: ${last.state}`;
  }
  if (last?.kind === 'ask' && state === 'waiting') return `The agent asks: ${last.question}`;
  return last?.kind === 'text' ? `${news}. ${last.text}` : news;
}
