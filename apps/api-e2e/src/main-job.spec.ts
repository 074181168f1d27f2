import type { RunEvent, RunView, ThreadView, UsageView } from '@renum/contracts';
import { ApiClient } from './support/api-client';
import { until } from './support/until';

const PROMPT = 'Find three facts about row level security and write them to report.md';

const ofType = <T extends RunEvent['type']>(events: RunEvent[], type: T) =>
  events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type);

const row = (usage: UsageView, key: string) => usage.rows.find((one) => one.key === key);

describe('the main job, by REST alone', () => {
  let owner: ApiClient;
  let agentId: string;

  beforeAll(async () => {
    owner = await ApiClient.signIn('owner');
    const { items } = await owner.agents();
    agentId = items.find(({ name }) => name === 'Researcher')?.id ?? '';
  });

  it('searches, writes a file, answers, and knows what it cost', async () => {
    const before = await owner.usage('provider');
    const started = await owner.start(agentId, PROMPT);
    expect(started.state).toBe('queued');
    const run = await owner.ended(started.id);
    expect(run).toMatchObject({ state: 'completed', usage: { llmCalls: 3, toolCalls: 1 } });

    const events = await owner.events(run.id);
    expect(events.map(({ seq }) => seq)).toEqual(
      events.map(({ seq }) => seq).toSorted((a, b) => a - b),
    );
    const tools = ofType(events, 'tool.completed');
    expect(tools.map(({ name }) => name)).toEqual(['web_search', 'create_file']);
    expect(tools.every(({ isError }) => !isError)).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: 'run.state', state: 'completed' });

    const files = await owner.files(run.threadId);
    expect(files.map(({ path }) => path)).toContain('report.md');
    expect(await owner.file(run.threadId, 'report.md')).toMatch(/row level security/i);

    const after = await until('the usage of the run', async () => {
      const usage = await owner.usage('provider');
      return row(usage, 'tavily')?.toolCalls === (row(before, 'tavily')?.toolCalls ?? 0) + 1
        ? usage
        : undefined;
    });
    const spent = BigInt(after.totals.costNano) - BigInt(before.totals.costNano);
    expect(BigInt(run.cost.nano)).toBeGreaterThan(0n);
    expect(spent).toBe(BigInt(run.cost.nano));
    expect(run.usage.inputTokens).toBeGreaterThan(0);
    expect(run.usage.outputTokens).toBeGreaterThan(0);
    expect(Number(row(after, 'tavily')?.costNano)).toBeGreaterThan(0);
  });

  it('makes one run of one Idempotency-Key, also when asked fifty times at once', async () => {
    const before = await owner.usage('provider');
    const thread = await owner.post<ThreadView>('/v1/threads', { agentId });
    const path = `/v1/threads/${thread.id}/runs`;
    const key = { 'idempotency-key': `e2e-${thread.id}` };
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => owner.call<RunView>('POST', path, { input: 'Hi' }, key)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const other = await owner.call<{ code: string }>('POST', path, { input: 'Ho' }, key);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const run = await owner.ended(answers[0]?.body.id ?? '');
    // One run, so one charge.
    const charged = await until('the usage of the run', async () => {
      const { totals } = await owner.usage('provider');
      const more = BigInt(totals.costNano) - BigInt(before.totals.costNano);
      return more >= BigInt(run.cost.nano) && more;
    });
    expect(charged).toBeGreaterThan(0n);
    expect(charged).toBe(BigInt(run.cost.nano));
  });

  it('stops a run', async () => {
    // Each step takes a second at least: stopped, it ends in less than half of that.
    const started = await owner.start(agentId, 'Please do a long task of 100 steps.');
    await until('a tool at work', async () => {
      const events = await owner.events(started.id);
      return events.some(({ type }) => type === 'tool.started');
    });
    await owner.post(`/v1/runs/${started.id}/stop`);
    const run = await owner.ended(started.id, 45);
    expect(run.state).toBe('stopped');
  });

  it('waits for an answer and goes on with it', async () => {
    const started = await owner.start(agentId, 'Please ask me something first.');
    const waiting = await until('the question', async () => {
      const run = await owner.run(started.id);
      return run.state === 'waiting' && run;
    });
    expect(waiting.ask?.question).toBeTruthy();
    await owner.post(`/v1/runs/${started.id}/answer`, { answer: 'Blue, please.' });
    expect(await owner.ended(started.id)).toMatchObject({ state: 'completed' });
  });

  it('ends in a limit when a run may not cost what it would', async () => {
    const poor = await owner.createAgent('Poor', {
      model: { provider: 'openai', name: 'gpt-4.1-mini' },
      limits: { maxCostNano: '1' },
    });
    const started = await owner.start(poor.id, PROMPT);
    const run = await owner.ended(started.id);
    expect(run).toMatchObject({ state: 'limit', error: { code: 'budget' }, cost: { nano: '0' } });
  });
});
