import type { RunEvent, RunEventBody } from '@renum/contracts';
import { applyEvent, emptyTimeline, openAsk, type RunTimeline } from './run-timeline';

const RUN = 'run-1';
const AT = '2026-11-21T10:00:00.000Z';

/** Events numbered from `first`, as the server would. */
const numbered = (bodies: RunEventBody[], first = 1): RunEvent[] =>
  bodies.map((body, index) => ({ runId: RUN, seq: first + index, at: AT, ...body }));

const play = (bodies: RunEventBody[], from: RunTimeline = emptyTimeline(RUN)): RunTimeline =>
  numbered(bodies, from.lastSeq + 1).reduce(applyEvent, from);

const delta = (text: string, messageId = 'm1'): RunEventBody => ({
  type: 'text.delta',
  messageId,
  text,
});
const completed = (text: string, messageId = 'm1'): RunEventBody => ({
  type: 'message.completed',
  messageId,
  model: 'gpt-4.1-mini',
  message: { role: 'assistant', content: text ? [{ type: 'text', text }] : [] },
});
const started = (callId = 'c1', name = 'execute_command'): RunEventBody => ({
  type: 'tool.started',
  callId,
  name,
  input: { command: 'ls' },
});

describe('run timeline', () => {
  it('joins deltas and lets the whole message replace them', () => {
    const streaming = play([delta('Hel'), delta('lo')]);
    expect(streaming.items).toEqual([
      { kind: 'text', id: 'm1', text: 'Hello', thinking: '', done: false },
    ]);
    expect(play([completed('Hello there')], streaming).items).toEqual([
      { kind: 'text', id: 'm1', text: 'Hello there', thinking: '', done: true },
    ]);
  });

  it('shows the same run whether its deltas were seen or not', () => {
    const live = play([delta('He'), delta('llo'), completed('Hello'), started()]);
    const replayed = play([completed('Hello'), started()]);
    expect(live.items).toEqual(replayed.items);
  });

  it('ignores an event that it has seen', () => {
    const [event] = numbered([delta('once')]);
    const first = applyEvent(emptyTimeline(RUN), event!);
    expect(applyEvent(first, event!)).toBe(first);
  });

  it('ignores the events of another run', () => {
    const timeline = emptyTimeline(RUN);
    const [event] = numbered([delta('foreign')]);
    expect(applyEvent(timeline, { ...event!, runId: 'run-2' })).toBe(timeline);
  });

  it('remembers where to resume, over gaps in the numbers', () => {
    const [event] = numbered([delta('late')], 100_001);
    expect(applyEvent(play([delta('early')]), event!).lastSeq).toBe(100_001);
  });

  it('streams a tool’s output and replaces it by what the model got', () => {
    const running = play([
      started(),
      { type: 'tool.output', callId: 'c1', chunk: 'a\n' },
      { type: 'tool.output', callId: 'c1', chunk: 'b\n' },
    ]);
    expect(running.items).toMatchObject([{ state: 'running', output: 'a\nb\n' }]);
    const output = 'a\nb\n(exit code 1)';
    const done: RunEventBody = {
      type: 'tool.completed',
      callId: 'c1',
      name: 'execute_command',
      output,
      isError: true,
      durationMs: 12,
    };
    expect(play([done], running).items).toMatchObject([
      { state: 'failed', output, durationMs: 12 },
    ]);
  });

  it('keeps parallel calls apart', () => {
    const timeline = play([
      started('c1'),
      started('c2'),
      { type: 'tool.output', callId: 'c2', chunk: 'two' },
    ]);
    expect(timeline.items).toMatchObject([
      { id: 'c1', output: '' },
      { id: 'c2', output: 'two' },
    ]);
  });

  it('drops a turn that says nothing but calls tools', () => {
    expect(play([delta(''), completed(''), started()]).items).toMatchObject([{ kind: 'tool' }]);
  });

  it('takes back what a model said that another took the place of', () => {
    const fallback: RunEventBody = {
      type: 'model.fallback',
      messageId: 'm2',
      from: 'openai/gpt-4.1',
      to: 'anthropic/claude-haiku-4-5',
      reason: 'rate_limited',
      detail: 'The model’s provider answered 429: slower',
    };
    const stands = completed('Before', 'm1');
    const live = play([
      stands,
      delta('Half a sen', 'm2'),
      { type: 'thinking.delta', messageId: 'm2', text: 'hm' },
      fallback,
      delta('A whole sentence', 'm3'),
      completed('A whole sentence', 'm3'),
    ]);
    expect(live.items).toEqual([
      expect.objectContaining({ id: 'm1', text: 'Before' }),
      {
        kind: 'note',
        id: 'note-4',
        text: 'openai/gpt-4.1 is at its rate limit or quota. anthropic/claude-haiku-4-5 goes on.',
        detail: fallback.detail,
      },
      expect.objectContaining({ id: 'm3', text: 'A whole sentence', done: true }),
    ]);
    const replayed = play([stands, fallback, completed('A whole sentence', 'm3')]);
    const said = ({ items }: RunTimeline) => items.map((item) => ({ ...item, id: '' }));
    expect(said(replayed)).toEqual(said(live));
  });

  it('starts a broken message anew when the run is taken up again', () => {
    const timeline = play([
      delta('Half a sen'),
      started('c1'),
      { type: 'run.state', state: 'running' },
      delta('A whole sentence', 'm2'),
    ]);
    expect(timeline.items).toMatchObject([
      { id: 'c1', state: 'lost' },
      { id: 'm2', text: 'A whole sentence' },
    ]);
  });

  it('keeps half a message when the run is stopped', () => {
    const timeline = play([delta('Half'), { type: 'run.state', state: 'stopped' }]);
    expect(timeline.items).toMatchObject([{ text: 'Half', done: true }]);
    expect(timeline.state).toBe('stopped');
  });

  it('puts the question in place of its call, until it is answered', () => {
    const asking = play([
      started('c9', 'ask'),
      { type: 'ask', callId: 'c9', question: 'Blue?', attachments: [] },
      { type: 'run.state', state: 'waiting' },
    ]);
    expect(asking.items).toHaveLength(1);
    expect(openAsk(asking)).toMatchObject({ question: 'Blue?' });
    const answered = play([{ type: 'answer', callId: 'c9', answer: 'Green' }], asking);
    expect(answered.items).toMatchObject([{ kind: 'ask', answer: 'Green' }]);
    expect(openAsk(answered)).toBeUndefined();
  });

  it('keeps the reason and the cost', () => {
    const timeline = play([
      {
        type: 'run.usage',
        costNano: '8000000',
        currency: 'USD',
        inputTokens: 10,
        outputTokens: 2,
        llmCalls: 1,
        toolCalls: 1,
      },
      { type: 'run.state', state: 'limit', reason: 'budget', detail: 'Spent' },
    ]);
    expect(timeline).toMatchObject({
      state: 'limit',
      reason: 'budget',
      cost: { nano: '8000000' },
    });
  });
});
