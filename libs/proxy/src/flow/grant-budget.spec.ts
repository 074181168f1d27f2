import { FakeProvider, json } from '../spec/provider';
import { MODEL, SpecPlane } from '../spec/plane';

describe('a call under a grant with a budget', () => {
  it('is in the budget of its grant, and its event is of the moment that decides the period', async () => {
    await using provider = await new FakeProvider().start();
    await using plane = await new SpecPlane({
      providerUrl: provider.url,
      as: 'stand-in',
      config: {
        model: { provider: 'openai', name: MODEL },
        grants: [{ provider: 'tavily', operations: 'all', limits: { maxCostNano: '90000000' } }],
      },
    }).start();
    provider.answer = (_req, res) => json(res, { results: [], usage: { credits: 1 } });
    await (await plane.post('/proxy/tavily/search', { query: 'x' })).text();
    const { start } = await plane.onlyBill();
    const { tenantId, agentId, runId } = plane.identity;
    expect(plane.reserved).toEqual([
      expect.objectContaining({
        id: start.id,
        tenantId,
        agentId,
        runId,
        provider: 'tavily',
        grant: { key: 'provider/tavily', maxCostNano: 90_000_000n },
        maxCostNano: 1_000_000_000n,
      }),
    ]);
    expect(plane.holds[0]?.at.toISOString()).toBe(start.at);
    expect(plane.settled).toEqual([{ runId, reservationId: start.id, actualNano: 8_000_000n }]);
  });
});
