import type { RunEvent, RunState } from '@renum/contracts';
import { isTerminal } from '../../../core/run-states';
import { fallbackWords } from './fallback-words';

/** What the model said. `text` grows while `done` is false. */
export interface SpokenItem {
  kind: 'text';
  id: string;
  text: string;
  thinking: string;
  done: boolean;
}

export interface ToolItem {
  kind: 'tool';
  id: string;
  name: string;
  input: Record<string, unknown>;
  /** Streamed while it runs, replaced by what the model was given. */
  output: string;
  /** `lost`: the run ended, or went on elsewhere, and no result is known. */
  state: 'running' | 'done' | 'failed' | 'lost';
  startedAt: string;
  durationMs?: number;
}

export interface AskItem {
  kind: 'ask';
  id: string;
  question: string;
  attachments: string[];
  answer?: string;
}

export interface NoteItem {
  kind: 'note';
  id: string;
  text: string;
  /** More of it, for whoever wants to know. */
  detail?: string;
}

export type TimelineItem = SpokenItem | ToolItem | AskItem | NoteItem;

export interface RunCost {
  nano: string;
  currency: string;
  inputTokens: number;
  outputTokens: number;
}

/** One run as the conversation shows it. */
export interface RunTimeline {
  readonly runId: string;
  /** The number to resume after. */
  readonly lastSeq: number;
  readonly state: RunState;
  readonly reason?: string;
  readonly detail?: string;
  readonly items: readonly TimelineItem[];
  readonly cost?: RunCost;
}

export const emptyTimeline = (runId: string, state: RunState = 'queued'): RunTimeline => ({
  runId,
  lastSeq: 0,
  state,
  items: [],
});

/** The view after one more event. An event that was already seen changes nothing. */
export function applyEvent(timeline: RunTimeline, event: RunEvent): RunTimeline {
  if (event.runId !== timeline.runId || event.seq <= timeline.lastSeq) return timeline;
  return { ...reduce(timeline, event), lastSeq: event.seq };
}

function reduce(timeline: RunTimeline, event: RunEvent): RunTimeline {
  const { items } = timeline;
  switch (event.type) {
    case 'run.state':
      return {
        ...timeline,
        state: event.state,
        reason: event.reason,
        detail: event.detail,
        items: settle(items, event.state),
      };
    case 'text.delta':
      return spoken(timeline, event.messageId, (item) => ({
        ...item,
        text: item.text + event.text,
      }));
    case 'thinking.delta':
      return spoken(timeline, event.messageId, (item) => ({
        ...item,
        thinking: item.thinking + event.text,
      }));
    case 'message.completed': {
      const text = event.message.content
        .map((part) => (part.type === 'text' ? part.text : ''))
        .join('');
      const after = spoken(timeline, event.messageId, (item) => ({ ...item, text, done: true }));
      // A turn of tool calls alone says nothing.
      return { ...after, items: after.items.filter((item) => !isSilent(item)) };
    }
    case 'tool.started': {
      const { callId: id, name, input, at: startedAt } = event;
      if (items.some((item) => item.kind === 'tool' && item.id === id)) return timeline;
      const item = {
        kind: 'tool',
        id,
        name,
        input,
        output: '',
        state: 'running',
        startedAt,
      } as const;
      return { ...timeline, items: [...items, item] };
    }
    case 'tool.output':
      return tool(timeline, event.callId, (item) => ({
        ...item,
        output: item.output + event.chunk,
      }));
    case 'tool.completed':
      return tool(timeline, event.callId, (item) => ({
        ...item,
        output: event.output,
        state: event.isError ? 'failed' : 'done',
        durationMs: event.durationMs,
      }));
    case 'ask': {
      const { callId: id, question, attachments } = event;
      // The question takes the place of the call that asked it.
      const others = items.filter((item) => item.id !== id);
      return { ...timeline, items: [...others, { kind: 'ask', id, question, attachments }] };
    }
    case 'answer':
      return {
        ...timeline,
        items: items.map((item) =>
          item.kind === 'ask' && item.id === event.callId
            ? { ...item, answer: event.answer }
            : item,
        ),
      };
    case 'run.usage': {
      const { costNano: nano, currency, inputTokens, outputTokens } = event;
      return { ...timeline, cost: { nano, currency, inputTokens, outputTokens } };
    }
    case 'context.compacted': {
      const text = `Older messages were condensed (${event.droppedMessages}) to fit the model.`;
      return { ...timeline, items: [...items, { kind: 'note', id: `note-${event.seq}`, text }] };
    }
    case 'model.fallback': {
      // What the one that failed has said is void: the next one says all of it anew.
      const standing = items.filter((item) => item.kind !== 'text' || item.id !== event.messageId);
      const note = { kind: 'note', id: `note-${event.seq}`, ...fallbackWords(event) } as const;
      return { ...timeline, items: [...standing, note] };
    }
    case 'tools.completed':
    case 'run.outcome':
      return timeline;
    default:
      // A newer server may send what this console does not know yet.
      event satisfies never;
      return timeline;
  }
}

/**
 * What a change of state means for things under way. A run that is queued or running again goes on
 * from its whole messages: half a message from before will be said anew, a call without a result
 * has lost it. A run that is over keeps the half message, because that is all there will be.
 */
function settle(items: readonly TimelineItem[], state: RunState): TimelineItem[] {
  const over = isTerminal(state);
  return items
    .filter((item) => over || item.kind !== 'text' || item.done)
    .map((item): TimelineItem => {
      if (item.kind === 'text') return item.done ? item : { ...item, done: true };
      if (item.kind === 'tool' && item.state === 'running' && state !== 'waiting') {
        return { ...item, state: 'lost' };
      }
      return item;
    });
}

const isSilent = (item: TimelineItem): boolean =>
  item.kind === 'text' && item.done && item.text.trim() === '' && item.thinking === '';

function spoken(
  timeline: RunTimeline,
  id: string,
  change: (item: SpokenItem) => SpokenItem,
): RunTimeline {
  const { items } = timeline;
  const found = items.findIndex((item) => item.kind === 'text' && item.id === id);
  const item = items[found];
  if (item?.kind !== 'text') {
    const fresh = change({ kind: 'text', id, text: '', thinking: '', done: false });
    return { ...timeline, items: [...items, fresh] };
  }
  return { ...timeline, items: items.with(found, change(item)) };
}

function tool(
  timeline: RunTimeline,
  id: string,
  change: (item: ToolItem) => ToolItem,
): RunTimeline {
  const items = timeline.items.map((item) =>
    item.kind === 'tool' && item.id === id ? change(item) : item,
  );
  return { ...timeline, items };
}

/** The question that waits for an answer, if any. */
export function openAsk({ state, items }: RunTimeline): AskItem | undefined {
  if (state !== 'waiting') return undefined;
  return items.findLast((item) => item.kind === 'ask' && item.answer === undefined) as
    AskItem | undefined;
}
