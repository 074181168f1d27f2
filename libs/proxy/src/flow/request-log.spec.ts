import { FakeProvider, json } from '../spec/provider';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from '../spec/plane';

async function setUp(options: Partial<PlaneOptions> = {}) {
  const provider = await new FakeProvider().start();
  const plane = await new SpecPlane({
    providerUrl: provider.url,
    as: 'stand-in',
    config: { model: { provider: 'openai', name: MODEL } },
    ...options,
  }).start();
  return {
    provider,
    plane,
    [Symbol.asyncDispose]: async () => {
      await plane[Symbol.asyncDispose]();
      await provider[Symbol.asyncDispose]();
    },
  };
}

describe('the request log', () => {
  it('has what was asked of an allowed call, how often it was sent, and what was masked', async () => {
    await using given = await setUp();
    const { plane, provider } = given;
    provider.answer = (_req, res) =>
      provider.seen.length === 1
        ? json(res, {}, 503)
        : json(res, { results: [SECRET], usage: { credits: 1 } });
    await (await plane.post('/proxy/tavily/search?x=y', { query: 'rls' })).text();
    const { start, result } = await plane.onlyBill();
    expect(start).toMatchObject({ method: 'POST', path: '/search', operation: 'search' });
    expect(result).toMatchObject({ status: 200, attempts: 2, masked: 1 });
    expect(await plane.loggedRefusals()).toEqual([]);
  });

  it('has what an agent may not do, and why', async () => {
    await using given = await setUp();
    const { plane } = given;
    const answer = await plane.call('/proxy/github/user?access_token=sk-1');
    expect(answer.status).toBe(403);
    const { runId, tenantId, agentId } = plane.identity;
    expect(await plane.loggedRefusals()).toEqual([
      expect.objectContaining({
        id: answer.headers.get('x-renum-request-id'),
        tenant_id: tenantId,
        run_id: runId,
        agent_id: agentId,
        code: 'operation_not_allowed',
        reason: expect.stringContaining('GitHub'),
        method: 'GET',
        path: '/user',
      }),
    ]);
    expect(JSON.stringify(plane.refusals)).not.toContain('sk-1');
  });

  it('has what no budget covers, with operation and credential', async () => {
    await using given = await setUp({ budget: 'refused' });
    const { plane } = given;
    expect((await plane.post('/proxy/tavily/search', { query: 'x' })).status).toBe(402);
    expect(await plane.loggedRefusals()).toEqual([
      expect.objectContaining({
        provider: 'tavily',
        operation: 'search',
        code: 'limit_exceeded',
        credential_id: expect.any(String),
      }),
    ]);
  });

  it('has a call that never reached its provider, which no usage event shows', async () => {
    await using given = await setUp({ as: 'base-url', config: undefined, privateHosts: [] });
    const { plane } = given;
    const chat = { model: MODEL, messages: [] };
    expect((await plane.post('/llm/openai/v1/chat/completions', chat)).status).toBe(403);
    const [refusal] = await plane.loggedRefusals();
    expect([...plane.billed.values()].filter(({ cancelled }) => !cancelled)).toEqual([]);
    expect(refusal).toMatchObject({ code: 'destination_refused', path: '/chat/completions' });
  });

  it('has nothing of callers without an identity', async () => {
    await using given = await setUp();
    const { plane } = given;
    const forged = { 'x-renum-identity': 'forged' };
    expect((await plane.call('/proxy/tavily/search', { headers: forged })).status).toBe(401);
    expect(await plane.loggedRefusals()).toEqual([]);
  });
});
