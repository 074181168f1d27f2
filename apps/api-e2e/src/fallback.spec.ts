import type { AgentConfigInput, Page, RequestLogView, RunEvent } from '@renum/contracts';
import { ApiClient } from './support/api-client';
import { ScriptedModel, USAGE } from './support/scripted-model';
import { until } from './support/until';

/** The demo tenant has a stand-in for it. */
const CLAUDE = { provider: 'anthropic', name: 'claude-haiku-4-5' } as const;
const FIRST_KEY = 'sk-first-model-key-0123456789';
const OTHER_KEY = 'sk-other-model-key-0123456789';

describe('an agent whose model fails', () => {
  const first = new ScriptedModel([
    { call: 'create_file', input: { file_path: 'a.txt', file_contents: 'A' } },
  ]);
  const other = new ScriptedModel([{ text: 'The other model answers.' }]);
  let owner: ApiClient;

  beforeAll(async () => {
    await Promise.all([first.listen(), other.listen()]);
    owner = await ApiClient.signIn('owner');
  });
  beforeEach(() => {
    first.seen.length = 0;
    first.fails = undefined;
  });
  afterAll(() => {
    first.close();
    other.close();
  });

  const key = async (model: ScriptedModel, secret: string): Promise<string> => {
    const { baseUrl } = model;
    const named = { provider: 'openai-compatible', name: secret, secret, baseUrl };
    return (await owner.createCredential(named)).id;
  };
  const agent = async (
    fallbacks: AgentConfigInput['model']['fallbacks'],
    rest: Partial<AgentConfigInput['model']> = {},
  ): Promise<string> => {
    const credentialId = await key(first, FIRST_KEY);
    const model = { provider: 'openai-compatible', name: 'first', credentialId } as const;
    const created = await owner.createAgent('Falls back', {
      model: { ...model, fallbacks, ...rest },
    });
    return created.id;
  };
  const fallbacks = (events: readonly RunEvent[]) =>
    events.filter((event) => event.type === 'model.fallback');
  /** What it called, oldest first, once all of it is in the log. */
  const calls = (runId: string, count: number): Promise<RequestLogView[]> =>
    until(`${count} requests of run ${runId}`, async () => {
      const { items } = await owner.get<Page<RequestLogView>>(`/v1/requests?runId=${runId}`);
      return items.length >= count && items.toReversed();
    });

  it('goes on in the other dialect, and every call is in the log', async () => {
    first.fails = 500;
    const id = await agent([CLAUDE]);
    const run = await owner.ended((await owner.start(id, 'Say hello.')).id);
    expect(run.state).toBe('completed');
    expect(fallbacks(await owner.events(run.id))).toMatchObject([
      {
        from: 'openai-compatible/first',
        to: 'anthropic/claude-haiku-4-5',
        reason: 'unavailable',
        detail: expect.stringContaining('It answers 500 today.') as string,
      },
    ]);
    const log = await calls(run.id, first.seen.length + 1);
    expect(new Set(first.seen.map(({ model }) => model))).toEqual(new Set(['first']));
    expect(log[0]).toMatchObject({ provider: 'openai-compatible', model: 'first', status: 500 });
    expect(log.at(-1)).toMatchObject({
      provider: 'anthropic',
      model: expect.stringMatching(/^claude-haiku-4-5/) as string,
      status: 200,
    });
  });

  it('takes back what was half said, and uses the key of the model that takes over', async () => {
    first.fails = 'midway';
    const credentialId = await key(other, OTHER_KEY);
    const id = await agent([{ provider: 'openai-compatible', name: 'vendor/other', credentialId }]);
    const run = await owner.ended((await owner.start(id, 'Say hello.')).id);
    expect(run.state).toBe('completed');
    expect(other.seen).toMatchObject([
      { authorization: `Bearer ${OTHER_KEY}`, model: 'vendor/other' },
    ]);
    const said = (await owner.events(run.id)).filter(({ type }) => type === 'message.completed');
    expect(said).toHaveLength(1);
    expect(JSON.stringify(said)).toContain('The other model answers.');
    // What broke off was produced, and is billed as well.
    expect(run.usage.outputTokens).toBeGreaterThanOrEqual(USAGE.completion_tokens);
  });

  it('ends clearly when nobody is left', async () => {
    first.fails = 429;
    // There is no key for it.
    const id = await agent([{ provider: 'groq', name: 'openai/gpt-oss-20b' }]);
    const run = await owner.ended((await owner.start(id, 'Say hello.')).id);
    expect(run).toMatchObject({ state: 'failed', error: { code: 'model_error' } });
    expect(run.error?.message).toContain('openai-compatible/first: ');
    expect(run.error?.message).toContain('groq/openai/gpt-oss-20b: ');
  });

  it('does not go on for a cause that its agent leaves out', async () => {
    first.fails = 500;
    const id = await agent([CLAUDE], { fallbackOn: ['rate_limited'] });
    const run = await owner.ended((await owner.start(id, 'Say hello.')).id);
    expect(run).toMatchObject({ state: 'failed', error: { code: 'model_error' } });
    expect(fallbacks(await owner.events(run.id))).toEqual([]);
  });
});
