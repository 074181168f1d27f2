import { isTerminal, RUN_STATES, type RunOutcome } from '@renum/contracts';
import { assertMove, canMove, OPEN_RUN_STATES, outcomeColumns, RUN_MOVES } from './run-state';
import { afterLoss, MAX_ATTEMPTS } from './run-dispatch';

const legal = [
  'queued>running',
  'queued>stopped',
  'running>queued',
  'running>waiting',
  'running>completed',
  'running>failed',
  'running>stopped',
  'running>limit',
  'waiting>queued',
  'waiting>stopped',
];

describe('moves of a run', () => {
  const all = RUN_STATES.flatMap((from) => RUN_STATES.map((to) => [from, to] as const));

  it.each(all)('%s to %s is as the table says', (from, to) => {
    const allowed = legal.includes(`${from}>${to}`);
    expect(canMove(from, to)).toBe(allowed);
    const move = () => assertMove(from, to);
    if (allowed) expect(move).not.toThrow();
    else expect(move).toThrow(expect.objectContaining({ code: 'illegal_transition' }));
  });

  it('end in every terminal state and only there', () => {
    for (const state of RUN_STATES) expect(RUN_MOVES[state].length === 0).toBe(isTerminal(state));
    expect(OPEN_RUN_STATES).toEqual(RUN_STATES.filter((state) => !isTerminal(state)));
  });

  it('leave running by every outcome there is', () => {
    const outcomes: RunOutcome[] = [
      { state: 'completed', summary: 's' },
      { state: 'waiting', callId: 'c', question: '?', attachments: [] },
      { state: 'stopped' },
      { state: 'limit', limit: 'steps', detail: 'd' },
      { state: 'failed', reason: 'model_error', detail: 'd' },
    ];
    expect(outcomes.map(outcomeColumns)).toEqual([
      { state: 'completed', reason: null, detail: null, summary: 's', ask: null },
      {
        state: 'waiting',
        reason: null,
        detail: null,
        summary: null,
        ask: { callId: 'c', question: '?', attachments: [] },
      },
      { state: 'stopped', reason: null, detail: null, summary: null, ask: null },
      { state: 'limit', reason: 'steps', detail: 'd', summary: null, ask: null },
      { state: 'failed', reason: 'model_error', detail: 'd', summary: null, ask: null },
    ]);
    for (const { state } of outcomes) expect(canMove('running', state)).toBe(true);
  });

  it('after a lost worker are a stop, another try, or the end', () => {
    expect(afterLoss({ stopRequested: true }, 1)).toBe('stopped');
    expect(afterLoss({ stopRequested: false }, MAX_ATTEMPTS - 1)).toBe('queued');
    expect(afterLoss({ stopRequested: false }, MAX_ATTEMPTS)).toBe('failed');
  });
});
