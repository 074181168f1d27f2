import type { Message } from '@renum/contracts';
import { user } from '../testing/fixtures';
import { Toolbox } from '../tools/toolbox';
import type { Footprint } from '../tools/tool';
import { Workspace } from '../tools/workspace';
import { conflict } from './conflicts';
import { Interruption } from './interruption';
import { outcomeOf } from './outcome';
import { RepetitionGuard, REPETITION_LIMIT, repetitionHint } from './repetition';
import { finishedBefore, splitTalk } from './talk-calls';

describe('which calls wait for which', () => {
  const workspace = new Workspace('/workspace');
  const search: Footprint = { kind: 'none' };
  const shell: Footprint = { kind: 'workspace' };
  const read = (path: string): Footprint => ({ kind: 'read', path });
  const write = (path: string): Footprint => ({ kind: 'write', path });

  it.each<[string, Footprint, Footprint, boolean]>([
    ['searches run side by side', search, search, false],
    ['a search beside a command', shell, search, false],
    ['reads run side by side', read('a'), read('a'), false],
    ['writes to two files', write('a'), write('b'), false],
    ['writes to one file in order', write('a'), write('a'), true],
    ['one file under two spellings', write('./x/../a'), write('/workspace/a'), true],
    ['a read after a write', write('a'), read('a'), true],
    ['a listing after a write in it', write('dir/a'), read('dir'), true],
    ['folders whose names begin alike', write('dirty/a'), read('dir'), false],
    ['a command after a write', write('a'), shell, true],
    ['a read after a command', shell, read('a'), true],
    ['commands in order', shell, shell, true],
  ])('%s', (_name, earlier, later, waits) => {
    expect(conflict(earlier, later, (path) => workspace.key(path))).toBe(waits);
  });
});

describe('repetition', () => {
  const call = { name: 'read_file', input: { file_path: 'x' } };

  it('counts the same call with the same result', () => {
    const guard = new RepetitionGuard();
    const counts = Array.from({ length: REPETITION_LIMIT }, () =>
      guard.note({ ...call, output: 'same' }),
    );
    expect(counts.at(-1)).toBe(REPETITION_LIMIT);
    expect(guard.note({ ...call, output: 'other' })).toBe(1);
    expect(guard.note({ ...call, input: { file_path: 'y' }, output: 'same' })).toBe(1);
  });

  it('does not take a command’s duration or its own hint for a difference', () => {
    const guard = new RepetitionGuard();
    guard.note({ ...call, output: 'ok\n[exit code 0, 1.2 s]' });
    expect(guard.note({ ...call, output: `ok\n[exit code 0, 0.9 s]${repetitionHint(3)}` })).toBe(2);
  });

  it('forgets what is long ago', () => {
    const guard = new RepetitionGuard();
    guard.note({ ...call, output: 'same' });
    for (let other = 0; other < 20; other += 1) guard.note({ ...call, output: `${other}` });
    expect(guard.note({ ...call, output: 'same' })).toBe(1);
  });

  it('goes on counting where an earlier claim was', () => {
    const turn = (callId: string): Message[] => [
      { role: 'assistant', content: [{ type: 'tool_call', callId, ...call }] },
      { role: 'tool', content: [{ type: 'tool_result', callId, output: 'same', isError: false }] },
    ];
    const guard = RepetitionGuard.from([user('x'), ...turn('a'), ...turn('b')]);
    expect(guard.note({ ...call, output: 'same' })).toBe(3);
  });
});

describe('questions and completions', () => {
  const toolbox = new Toolbox(['ask', 'complete', 'list_files']);
  const call = (callId: string, name: string, input: Record<string, unknown> = {}) => ({
    callId,
    name,
    input,
  });

  it('takes the question out; a completion beside it is refused', () => {
    const { work, question } = splitTalk(
      [
        call('a', 'list_files'),
        call('b', 'ask', { question: 'Why?', attachments: 'plan.md' }),
        call('c', 'ask', { question: 'And?' }),
        call('d', 'complete', { summary: 'Done' }),
      ],
      toolbox,
    );
    expect(question?.input).toEqual({ question: 'Why?', attachments: ['plan.md'] });
    expect(work.map(({ callId, problem }) => [callId, problem !== undefined])).toEqual([
      ['a', false],
      ['c', true],
      ['d', true],
    ]);
  });

  it('leaves a question without a text to be refused like any wrong call', () => {
    expect(splitTalk([call('a', 'ask')], toolbox)).toEqual({ work: [call('a', 'ask')] });
  });

  it('does not ask when the agent may not', () => {
    const asked = [call('a', 'ask', { question: 'Why?' })];
    expect(splitTalk(asked, new Toolbox(['complete'])).question).toBeUndefined();
  });

  const complete: Message[] = [
    user('x'),
    {
      role: 'assistant',
      content: [{ type: 'tool_call', ...call('a', 'complete', { summary: 'Done' }) }],
    },
    {
      role: 'tool',
      content: [{ type: 'tool_result', callId: 'a', output: 'ok', isError: false }],
    },
  ];
  it.each<[string, Message[], unknown]>([
    ['nothing yet', [user('x')], undefined],
    ['a completion', complete, { state: 'completed', summary: 'Done' }],
    [
      'a plain answer',
      [user('x'), { role: 'assistant', content: [{ type: 'text', text: 'Here' }] }],
      { state: 'completed', summary: 'Here' },
    ],
    ['a new question after a completion', [...complete, user('y')], undefined],
  ])('finds what an earlier claim ended with: %s', (_name, history, expected) => {
    expect(finishedBefore(history)).toEqual(expected);
  });
});

describe('the outcome of what was cut short', () => {
  const limits = { maxSteps: 1, maxSeconds: 60, maxCostNano: '1' };

  it('says nothing about a run that belongs to someone else', () => {
    expect(outcomeOf(new Interruption('abandoned'), limits)).toBeUndefined();
  });

  it('turns the unforeseen into a failure, not into silence', () => {
    expect(outcomeOf(new TypeError('x is undefined'), limits)).toEqual({
      state: 'failed',
      reason: 'internal',
      detail: 'Suna met an unexpected error: x is undefined',
    });
  });
});
