import { MAX_TEXT, MAX_TOTAL } from './content';
import { usageDetails } from './generations';
import { ROOT } from './observation';
import { MAX_OBSERVATIONS, traceOfRun } from './trace-of-run';
import type { CallRecord, EventRecord, RunRecord } from './trace-records';

const T0 = Date.UTC(2026, 10, 21, 10, 0, 0);

const call = (over: Partial<CallRecord> = {}): CallRecord => ({
  id: 'llm-1',
  at: T0 + 100,
  durationMs: 900,
  firstTokenMs: 200,
  kind: 'llm',
  provider: 'openai',
  model: 'gpt-4.1-mini',
  operation: 'chat.completions',
  status: 200,
  tokens: { input: 100, cacheRead: 40, cacheWrite: 10, output: 30, kinds: { reasoning: 12 } },
  quantityMilli: 0,
  costNano: 1_500_000n,
  currency: 'USD',
  priced: true,
  platformKey: false,
  attempts: 1,
  ...over,
});

const says = (at: number, text: string, toolCall?: string): EventRecord => ({
  at,
  body: {
    type: 'message.completed',
    messageId: `m-${at}`,
    model: 'gpt-4.1-mini',
    message: {
      role: 'assistant',
      content: [
        { type: 'text', text },
        ...(toolCall === undefined
          ? []
          : [{ type: 'tool_call' as const, callId: toolCall, name: 'web_search', input: {} }]),
      ],
    },
  },
});

const run = (over: Partial<RunRecord> = {}): RunRecord => ({
  id: '01a1fda5-f963-7196-8187-043089000001',
  threadId: 'thread-1',
  agentId: 'agent-1',
  agentName: 'Researcher',
  agentVersion: 3,
  parameters: { temperature: 0.2 },
  state: 'completed',
  input: 'What is new?',
  startedAt: T0,
  endedAt: T0 + 10_000,
  steps: 2,
  answers: 2,
  events: [
    says(T0 + 1_010, 'I look.', 'c1'),
    {
      at: T0 + 1_100,
      body: { type: 'tool.started', callId: 'c1', name: 'web_search', input: { q: 'news' } },
    },
    {
      at: T0 + 2_100,
      body: {
        type: 'tool.completed',
        callId: 'c1',
        name: 'web_search',
        output: 'found it',
        isError: false,
        durationMs: 1_000,
      },
    },
    {
      at: T0 + 2_110,
      body: {
        type: 'tools.completed',
        message: {
          role: 'tool',
          content: [{ type: 'tool_result', callId: 'c1', output: 'found it', isError: false }],
        },
      },
    },
    says(T0 + 4_000, 'This is new.'),
  ],
  calls: [
    call(),
    call({
      id: 'tool-1',
      kind: 'tool',
      provider: 'tavily',
      operation: 'search',
      model: undefined,
      at: T0 + 1_200,
      durationMs: 700,
      meter: 'credits',
      quantityMilli: 1_000,
      costNano: 8_000_000n,
    }),
    call({ id: 'llm-2', at: T0 + 2_200, durationMs: 300, status: 429, costNano: 0n }),
    call({ id: 'llm-3', at: T0 + 3_000, durationMs: 990 }),
  ],
  ...over,
});

const byPart = (record: RunRecord, shown = true) =>
  new Map(traceOfRun(record, shown).observations.map((each) => [each.part, each]));

describe('the trace of a run', () => {
  it('says whose it is, and holds its calls and tools in order', () => {
    const trace = traceOfRun(run({ userId: 'user-1' }), false);
    expect(trace).toMatchObject({
      name: 'Researcher',
      sessionId: 'thread-1',
      userId: 'user-1',
      version: '3',
      tags: ['renum', 'completed'],
    });
    expect(trace.observations.map(({ part, parent, type }) => [part, parent, type])).toEqual([
      [ROOT, undefined, 'agent'],
      ['call/llm-1', ROOT, 'generation'],
      ['tool/c1', ROOT, 'tool'],
      ['call/tool-1', 'tool/c1', 'tool'],
      ['call/llm-2', ROOT, 'generation'],
      ['call/llm-3', ROOT, 'generation'],
    ]);
  });

  it('tells of a generation its model, tokens by kind, cost, parameters and first token', () => {
    expect(byPart(run(), false).get('call/llm-1')).toMatchObject({
      name: 'chat.completions',
      startedAt: T0 + 100,
      endedAt: T0 + 1_000,
      attributes: {
        model: 'gpt-4.1-mini',
        modelParameters: { temperature: 0.2 },
        usageDetails: {
          input: 50,
          cache_read_input_tokens: 40,
          cache_creation_input_tokens: 10,
          output: 18,
          output_reasoning_tokens: 12,
          total: 130,
        },
        costDetails: { total: 0.0015 },
        completionStartTime: new Date(T0 + 300),
        level: 'DEFAULT',
      },
    });
  });

  it('adds no token up twice, whatever a provider reports', () => {
    const details = usageDetails({
      input: 5,
      cacheRead: 9,
      cacheWrite: 0,
      output: 2,
      kinds: { reasoning: 7 },
    });
    expect(Object.values(details).every((count) => count > 0)).toBe(true);
    expect(details).toMatchObject({ cache_read_input_tokens: 9, output_reasoning_tokens: 2 });
  });

  it('tells of a tool’s call the provider, its operation, cost and status', () => {
    expect(byPart(run(), false).get('call/tool-1')).toMatchObject({
      name: 'tavily search',
      attributes: {
        costDetails: { total: 0.008 },
        metadata: { provider: 'tavily', operation: 'search', status: 200, meter: 'credits' },
      },
    });
  });

  it('marks what failed, and what is no provider’s own figure', () => {
    const record = run({
      state: 'failed',
      reason: 'model_error',
      detail: 'said by the model',
      calls: [
        call({ id: 'a', status: 429 }),
        call({ id: 'b', status: undefined }),
        call({ id: 'c', estimatedReason: 'cut', priced: false }),
      ],
    });
    const parts = byPart(record, false);
    expect(parts.get('call/a')?.attributes).toMatchObject({
      level: 'ERROR',
      statusMessage: 'HTTP 429',
    });
    expect(parts.get('call/b')?.attributes.statusMessage).toBe('no answer');
    expect(parts.get('call/c')?.attributes).toMatchObject({
      level: 'DEFAULT',
      metadata: { estimated: 'cut', priced: false },
    });
    // What has no known price costs not nothing.
    expect(parts.get('call/c')?.attributes.costDetails).toBeUndefined();
    expect(parts.get(ROOT)?.attributes).toMatchObject({
      level: 'ERROR',
      statusMessage: 'model_error',
    });
    expect(byPart(record, true).get(ROOT)?.attributes.statusMessage).toBe(
      'model_error: said by the model',
    );
  });

  it('gives each answer to the call that brought it, with what was new for the model', () => {
    const parts = byPart(run());
    expect(parts.get('call/llm-1')?.attributes.input).toContain('What is new?');
    expect(parts.get('call/llm-1')?.attributes.output).toContain('I look.');
    // Refused: it brought nothing.
    expect(parts.get('call/llm-2')?.attributes.output).toBeUndefined();
    expect(parts.get('call/llm-3')?.attributes.input).toContain('found it');
    expect(parts.get('call/llm-3')?.attributes.output).toContain('This is new.');
    expect(parts.get('tool/c1')?.attributes).toMatchObject({
      input: '{"q":"news"}',
      output: 'found it',
    });
    expect(parts.get(ROOT)?.attributes).toMatchObject({
      input: 'What is new?',
      output: 'This is new.',
    });
  });

  it('shows nothing of what was said unless it may', () => {
    const record = run({ state: 'failed', reason: 'internal', detail: 'What is new?' });
    const all = JSON.stringify(traceOfRun(record, false).observations);
    for (const said of ['What is new?', 'I look.', 'news', 'found it', 'This is new.'])
      expect(all).not.toContain(said);
  });

  it('cuts what is long, and stops where the whole is full', () => {
    const long = 'x'.repeat(MAX_TEXT + 500);
    const events = Array.from({ length: 100 }, (_, index) =>
      says(T0 + 200 + index * 10, `${index} ${long}`),
    );
    const calls = events.map(({ at }, index) =>
      call({ id: `llm-${index}`, at: at - 5, durationMs: 3 }),
    );
    const parts = traceOfRun(run({ input: long, events, calls }), true).observations;
    const outputs = parts.map(({ attributes }) => (attributes.output as string | undefined) ?? '');
    expect(Math.max(...outputs.map(({ length }) => length))).toBeLessThan(MAX_TEXT + 100);
    expect(outputs.some((text) => text.includes('characters more'))).toBe(true);
    expect(outputs.filter((text) => text.includes('the trace is full')).length).toBeGreaterThan(10);
    expect(JSON.stringify(parts).length).toBeLessThan(MAX_TOTAL + 200_000);
  });

  it('has no more parts than can be sent, and says how many it lacks', () => {
    const calls = Array.from({ length: MAX_OBSERVATIONS + 20 }, (_, index) =>
      call({ id: `llm-${index}`, at: T0 + index }),
    );
    const { observations } = traceOfRun(run({ calls, events: [] }), false);
    expect(observations).toHaveLength(MAX_OBSERVATIONS);
    expect(observations[0]?.attributes.metadata).toMatchObject({ droppedObservations: 21 });
  });

  it('leaves a tool that did not come to its end open until the run’s', () => {
    const events = run().events.slice(0, 2);
    const tool = byPart(run({ events, state: 'stopped' })).get('tool/c1');
    expect(tool).toMatchObject({ endedAt: T0 + 10_000, attributes: { level: 'WARNING' } });
  });
});
