import { setTimeout as delay } from 'node:timers/promises';
import { MODEL, SpecPlane } from '../spec/plane';
import { FakeProvider, json, sse } from '../spec/provider';

const CHAT = { model: MODEL, messages: [{ role: 'user', content: 'hi' }], stream: true };
const PATH = '/llm/openai/v1/chat/completions';
const USAGE = { prompt_tokens: 100, completion_tokens: 20 };

describe('a key of the platform', () => {
  let provider: FakeProvider;
  beforeEach(async () => (provider = await new FakeProvider().start()));
  afterEach(() => provider[Symbol.asyncDispose]());

  const started = (bounds = {}) =>
    new SpecPlane({
      providerUrl: provider.url,
      as: 'stand-in',
      platformKey: true,
      config: { model: { provider: 'openai', name: MODEL } },
      bounds,
    }).start();

  it('is read to the usage, however long after its caller left: nobody else pays the rest', async () => {
    await using plane = await started({ drainMs: 100 });
    provider.answer = async (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let part = 0; part < 10; part += 1) {
        res.write(sse({ choices: [{ delta: { content: 'word ' } }] }));
        await delay(60);
      }
      res.end(sse({ choices: [], usage: USAGE }, '[DONE]'));
    };
    const caller = new AbortController();
    const answer = await plane.post(PATH, CHAT, { signal: caller.signal });
    await answer.body?.getReader().read();
    caller.abort();
    const { result, start } = await plane.onlyBill();
    expect(start.platformKey).toBe(true);
    expect(result.estimatedReason).toBeUndefined();
    expect(result.tokens).toMatchObject({ input: 100, output: 20 });
  });

  it('has a circuit for each tenant: the failures of one are not those of all', async () => {
    await using plane = await started();
    provider.answer = (_req, res) => json(res, { error: { message: 'oops' } }, 500);
    const ask = (token: string) =>
      plane.post(PATH, CHAT, { headers: { 'x-renum-identity': token } });
    const statuses: number[] = [];
    for (let call = 0; call < 7; call += 1) statuses.push((await ask(plane.token)).status);
    const reached = provider.seen.length;
    expect(reached).toBeLessThan(7);
    expect((await ask(plane.tokenOfAnotherTenant())).status).toBe(500);
    expect(provider.seen).toHaveLength(reached + 1);
  });
});
