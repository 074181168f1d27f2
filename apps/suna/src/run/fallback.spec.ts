import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentModel, RunOutcome } from '@renum/contracts';
import { Door } from '../door/door';
import { FakeDoor } from '../testing/fake-door';
import { aRunStart, user } from '../testing/fixtures';
import { calls, says, type Answer } from '../testing/scripted-model';
import { scriptedModels, type SeenCall } from '../testing/scripted-models';
import { RunSession } from './run-session';

// Real: socket, HTTP, both SDKs with their own retries, tools. The models' servers are scripted.

let fake: FakeDoor;
let door: Door;
let workspace: string;

beforeEach(async () => {
  fake = await FakeDoor.open();
  door = new Door(fake.socketPath);
  workspace = await mkdtemp(join(tmpdir(), 'suna-fallback-'));
});
afterEach(async () => {
  await door.close();
  await fake.close();
  await rm(workspace, { recursive: true, force: true });
});

const GPT = 'openai/gpt-4.1';
const CLAUDE = 'anthropic/claude-haiku-4-5';
const OSS = 'groq/openai/gpt-oss-20b';
const TO_CLAUDE: Partial<AgentModel> = {
  provider: 'openai',
  name: 'gpt-4.1',
  fallbacks: [{ provider: 'anthropic', name: 'claude-haiku-4-5' }],
};
const TO_BOTH: Partial<AgentModel> = {
  ...TO_CLAUDE,
  fallbacks: [...(TO_CLAUDE.fallbacks ?? []), { provider: 'groq', name: 'openai/gpt-oss-20b' }],
};
const fails = (status: number, code = 'x', headers: Record<string, string> = {}): Answer => ({
  status,
  error: { code, message: `failure ${status}` },
  headers,
});
/** Without the clients' own retries. */
const failsAtOnce = (status: number, code?: string): Answer =>
  fails(status, code, { 'x-should-retry': 'false' });
const claudeSays = (text: string) => ({ blocks: [{ text }] });

const run = async (
  script: Parameters<typeof scriptedModels>[0],
  model: Partial<AgentModel>,
  overrides: Parameters<typeof aRunStart>[1] = {},
): Promise<{ outcome: RunOutcome; seen: SeenCall[]; models: string[] }> => {
  const { handler, seen } = scriptedModels(script);
  fake.handler = handler;
  const session = new RunSession(aRunStart('do it', { model, ...overrides }), {
    workspace,
    fetch: door.fetch,
    postEvents: (batch, signal) => door.postEvents(batch, signal),
  });
  await session.done;
  return { outcome: await fake.outcome(1_000), seen, models: seen.map((call) => call.model) };
};

describe('a model that cannot take its turn', () => {
  it.each([
    ['rate_limited', fails(429)],
    ['unavailable', fails(500)],
    ['unavailable', fails(529)],
    ['timeout', fails(504)],
    ['refused', fails(401)],
    ['refused', fails(404)],
    ['refused', fails(424, 'credential_missing')],
  ])('%s: gives it to the next one, after bounded tries of its own', async (reason, answer) => {
    const script = { openai: { [GPT]: [answer] }, anthropic: { [CLAUDE]: [claudeSays('done')] } };
    const { outcome, models } = await run(script, TO_CLAUDE);
    expect(outcome).toEqual({ state: 'completed', summary: 'done' });
    expect(models.at(-1)).toBe(CLAUDE);
    expect(models.length).toBeLessThanOrEqual(4);
    expect(fake.find('model.fallback')).toEqual([
      expect.objectContaining({ from: GPT, to: CLAUDE, reason }),
    ]);
    expect(fake.find('message.completed')[0]?.model).toBe('claude-haiku-4-5');
  });

  it('is not waited for when it says "much later"', async () => {
    const later = fails(429, 'x', { 'retry-after': '40' });
    const script = { openai: { [GPT]: [later] }, anthropic: { [CLAUDE]: [claudeSays('done')] } };
    const { models } = await run(script, TO_CLAUDE);
    expect(models).toEqual([GPT, CLAUDE]);
  });

  it('is given up when no first token comes in time', async () => {
    const silent: Answer = { silent: [{ role: 'assistant' }] };
    const script = { openai: { [GPT]: [silent] }, anthropic: { [CLAUDE]: [claudeSays('done')] } };
    const { outcome, models } = await run(script, { ...TO_CLAUDE, fallbackAfterSeconds: 1 });
    expect(outcome).toMatchObject({ state: 'completed' });
    expect(models).toEqual([GPT, CLAUDE]);
    const [{ reason, detail } = {}] = fake.find('model.fallback');
    expect({ reason, detail }).toEqual({
      reason: 'timeout',
      detail: 'The model gave no first token within 1 seconds.',
    });
  });

  it.each<[string, object]>([
    ['text', { content: 'Well' }],
    ['a thought', { reasoning: 'hm' }],
    ['a call', { tool_calls: [{ index: 0, id: 'c', function: { name: 'list_files' } }] }],
  ])('has all its time once the first token came: %s', async (_what, first) => {
    const rest = { tool_calls: [{ index: 0, id: 'c', function: { name: 'list_files' } }] };
    const slow: Answer = {
      slow: [{ ...first }, rest],
      ms: 700,
      finish: 'tool_calls',
    };
    const script = { openai: { [GPT]: [slow, says('done')] } };
    const { outcome, models } = await run(script, { ...TO_CLAUDE, fallbackAfterSeconds: 1 });
    expect(outcome).toMatchObject({ state: 'completed' });
    expect(models).toEqual([GPT, GPT]);
  });

  it('takes back what it said before it broke off', async () => {
    const script = {
      openai: { [GPT]: [{ broken: [{ content: 'Half a sen' }] }] },
      anthropic: { [CLAUDE]: [claudeSays('A whole one')] },
    };
    const { outcome, models } = await run(script, TO_CLAUDE);
    expect(outcome).toEqual({ state: 'completed', summary: 'A whole one' });
    expect(models).toEqual([GPT, GPT, CLAUDE]);
    const [fallback] = fake.find('model.fallback');
    const half = fake.find('text.delta').filter(({ text }) => text.startsWith('Half'));
    expect(new Set(half.map(({ messageId }) => messageId))).toEqual(new Set([fallback?.messageId]));
    // Only what stands is in the thread, under an id of its own.
    const [whole, ...more] = fake.find('message.completed');
    expect(more).toHaveLength(0);
    expect(whole?.messageId).not.toBe(fallback?.messageId);
  });
});

describe('who took over', () => {
  it('goes on from the conversation of the other dialect, and stays', async () => {
    const write = calls('create_file', { file_path: 'a.txt', file_contents: 'A' }, 'call.1');
    const thinking = 'deltas' in write ? [{ reasoning: 'hm' }, ...write.deltas] : [];
    const script = {
      openai: { [GPT]: [{ deltas: thinking, finish: 'tool_calls' }, failsAtOnce(500)] },
      anthropic: {
        [CLAUDE]: [
          { blocks: [{ text: 'Look' }, { tool: 'read_file', input: { file_path: 'a.txt' } }] },
          claudeSays('done'),
        ],
      },
    };
    const { outcome, models, seen } = await run(script, TO_CLAUDE);
    expect(outcome).toEqual({ state: 'completed', summary: 'done' });
    expect(models).toEqual([GPT, GPT, CLAUDE, CLAUDE]);
    const [, assistant, results] = seen[2]?.body['messages'] as { content: object[] }[];
    expect(assistant?.content).toMatchObject([{ type: 'tool_use', id: 'call_1' }]);
    expect(results?.content).toMatchObject([{ type: 'tool_result', tool_use_id: 'call_1' }]);
    expect(fake.find('model.fallback')).toHaveLength(1);
  });

  it('is given no thoughts of another model, not even of its own dialect', async () => {
    const write = calls('list_files', {}, 'c1');
    const deltas = 'deltas' in write ? [{ reasoning: 'secret thought' }, ...write.deltas] : [];
    const script = {
      openai: {
        [GPT]: [{ deltas, finish: 'tool_calls' }, failsAtOnce(500)],
        [OSS]: [says('done')],
      },
    };
    const fallbacks = [{ provider: 'groq' as const, name: 'openai/gpt-oss-20b' }];
    const { seen } = await run(script, { ...TO_CLAUDE, fallbacks });
    expect(JSON.stringify(seen[1]?.body)).toContain('secret thought');
    expect(JSON.stringify(seen[2]?.body)).not.toContain('secret thought');
    // Servers other than OpenAI's know only the older name of the bound.
    expect(seen[2]).toMatchObject({ model: OSS, body: { max_tokens: 4096 } });
  });

  it('gives way to the next one in turn; nobody is asked again', async () => {
    const script = {
      openai: { [GPT]: [failsAtOnce(503)], [OSS]: [says('done')] },
      anthropic: {
        [CLAUDE]: [
          { blocks: [{ tool: 'list_files', input: {} }] },
          { status: 404, error: { type: 'not_found_error', message: 'gone' } },
        ],
      },
    };
    const { outcome, models } = await run(script, TO_BOTH);
    expect(outcome).toEqual({ state: 'completed', summary: 'done' });
    expect(models).toEqual([GPT, CLAUDE, CLAUDE, OSS]);
    expect(fake.find('model.fallback').map(({ to }) => to)).toEqual([CLAUDE, OSS]);
  });

  it('is named with all others when none is left', async () => {
    const script = {
      openai: { [GPT]: [failsAtOnce(503)], [OSS]: [failsAtOnce(429)] },
      anthropic: { [CLAUDE]: [{ status: 401, error: { message: 'bad key' } }] },
    };
    const { outcome, models } = await run(script, TO_BOTH);
    expect(models).toEqual([GPT, CLAUDE, OSS]);
    expect(outcome).toMatchObject({ state: 'failed', reason: 'model_error' });
    const detail = outcome.state === 'failed' ? outcome.detail : '';
    for (const each of [`${GPT}: `, `${CLAUDE}: `, `${OSS}: `, '503', 'bad key', '429'])
      expect(detail).toContain(each);
  });

  it('ends the run for missing keys where keys are all that is missing', async () => {
    const missing = { code: 'credential_missing', message: 'no key' };
    const script = {
      openai: { [GPT]: [{ status: 424, error: missing }] },
      anthropic: { [CLAUDE]: [{ status: 424, error: missing }] },
    };
    const { outcome } = await run(script, TO_CLAUDE);
    expect(outcome).toMatchObject({ state: 'failed', reason: 'credential_missing' });
  });
});

describe('no fallback', () => {
  it.each<[string, Answer, Partial<AgentModel>, object]>([
    ['a spent budget', failsAtOnce(402, 'limit_exceeded'), {}, { state: 'limit', limit: 'budget' }],
    ['a run that ended', failsAtOnce(409, 'run_not_active'), {}, { state: 'stopped' }],
    [
      'a cause that is not chosen',
      failsAtOnce(500),
      { fallbackOn: ['rate_limited', 'timeout'] },
      { state: 'failed', reason: 'model_error', detail: expect.not.stringContaining('No model') },
    ],
  ])('for %s', async (_what, answer, more, expected) => {
    const script = { openai: { [GPT]: [answer] }, anthropic: { [CLAUDE]: [claudeSays('no')] } };
    const { outcome, models } = await run(script, { ...TO_CLAUDE, ...more });
    expect(outcome).toMatchObject(expected);
    expect(models).toEqual([GPT]);
    expect(fake.find('model.fallback')).toHaveLength(0);
  });

  it('for an agent of one model, which is called by its bare name', async () => {
    const script = { openai: { 'gpt-4.1': [failsAtOnce(500)] } };
    const { outcome, models } = await run(script, { provider: 'openai', name: 'gpt-4.1' });
    expect(outcome).toMatchObject({ state: 'failed', reason: 'model_error' });
    expect(models).toEqual(['gpt-4.1']);
  });

  it('for a stop while a model is waited for', async () => {
    const { handler, seen } = scriptedModels({ openai: { [GPT]: [{ silent: [] }] } });
    fake.handler = handler;
    const session = new RunSession(aRunStart('do it', { model: TO_CLAUDE }), {
      workspace,
      fetch: door.fetch,
      postEvents: (batch, signal) => door.postEvents(batch, signal),
    });
    await fake.until(() => seen.length > 0 || undefined);
    session.stop();
    await session.done;
    expect(await fake.outcome(1_000)).toEqual({ state: 'stopped' });
    expect(seen).toHaveLength(1);
  });
});

describe('a conversation that is too long', () => {
  const answer = (text: string) => ({
    role: 'assistant' as const,
    content: [{ type: 'text' as const, text }],
  });
  const history = [
    user('the task'),
    ...Array.from({ length: 20 }, (_, at) => [answer('x'.repeat(1_000)), user(`and ${at}`)]),
  ].flat();
  const tooLong = failsAtOnce(400, 'context_length_exceeded');

  it('goes whole to a model with a larger window', async () => {
    const script = {
      openai: { 'openai/some-model': [tooLong] },
      anthropic: { [CLAUDE]: [claudeSays('done')] },
    };
    const { models } = await run(script, { ...TO_CLAUDE, name: 'some-model' }, { history });
    expect(models).toEqual(['openai/some-model', CLAUDE]);
    expect(fake.find('model.fallback')).toMatchObject([{ reason: 'context_window' }]);
    expect(fake.find('context.compacted')).toHaveLength(0);
  });

  it('is shortened first where the next window is no larger', async () => {
    const script = { openai: { [GPT]: [tooLong, says('done')] } };
    const { models } = await run(script, TO_CLAUDE, { history });
    expect(models).toEqual([GPT, GPT]);
    expect(fake.find('context.compacted')).toHaveLength(1);
  });
});
