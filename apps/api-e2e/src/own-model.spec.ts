import { baseUrl as ownUrl } from './env';
import { ApiClient } from './support/api-client';
import { ScriptedModel } from './support/scripted-model';

const KEY = 'sk-own-model-key-0123456789';

describe("a user's own OpenAI-compatible model", () => {
  const model = new ScriptedModel([{ text: 'Hello from my own model.' }]);
  let owner: ApiClient;

  beforeAll(async () => {
    await model.listen();
    owner = await ApiClient.signIn('owner');
  });

  afterAll(() => {
    model.close();
  });

  it('is used after the provider, base URL and key are changed, and nothing else', async () => {
    const agent = await owner.createAgent('Own model', {
      model: { provider: 'openai', name: 'gpt-4.1-mini' },
    });
    const credential = await owner.createCredential({
      provider: 'openai-compatible',
      name: 'My own model',
      secret: KEY,
      baseUrl: model.baseUrl,
    });
    const changed = await owner.succeed<{ version: { number: number } }>(
      'PATCH',
      `/v1/agents/${agent.id}`,
      {
        config: {
          model: {
            provider: 'openai-compatible',
            name: 'my-model',
            credentialId: credential.id,
          },
        },
      },
    );
    expect(changed.version.number).toBe(2);

    const run = await owner.ended((await owner.start(agent.id, 'Say hello.')).id);
    expect(run).toMatchObject({
      state: 'completed',
      agentVersion: 2,
      usage: { inputTokens: 11, outputTokens: 7 },
    });
    expect(model.seen).toMatchObject([
      { url: '/v1/chat/completions', authorization: `Bearer ${KEY}`, model: 'my-model' },
    ]);
    expect(JSON.stringify(await owner.events(run.id))).toContain('Hello from my own model.');
  });

  it.each([
    ['our own port', `${ownUrl}/v1`],
    ['a metadata address', 'http://169.254.169.254/latest'],
    ['a private network', 'http://10.0.0.1/v1'],
  ])('may not be %s', async (_what, baseUrl) => {
    const body = { provider: 'openai-compatible', name: 'No', secret: KEY, baseUrl };
    const created = await owner.call<{ id: string }>('POST', '/v1/credentials', body);
    if (created.status === 422) return;
    const path = `/v1/credentials/${created.body.id}/test`;
    const tested = await owner.post<{ ok: boolean; message: string }>(path);
    expect(tested.ok).toBe(false);
    expect(tested.message).toMatch(/refused|not allowed|private/i);
  });
});
