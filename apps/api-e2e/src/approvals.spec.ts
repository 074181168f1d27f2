import type { AgentView, ApprovalView, Page, RunView } from '@renum/contracts';
import { ApiClient } from './support/api-client';
import { ScriptedModel } from './support/scripted-model';
import { until } from './support/until';

const KEY = 'sk-careful-model-0123456789';
const QUERY = 'who may approve this';

/** From the sandbox through both planes to a person, and back. */
describe('a call that a person must approve', () => {
  const model = new ScriptedModel([
    { call: 'web_search', input: { query: QUERY } },
    { text: 'That was it.' },
  ]);
  let owner: ApiClient;
  let agent: AgentView;

  beforeAll(async () => {
    await model.listen();
    owner = await ApiClient.signIn('owner');
    ({ agent } = await model.agent(owner, KEY));
    const config = {
      grants: [{ provider: 'tavily', operations: 'read', ask: 'always' }],
      // Much less than the person takes.
      limits: { maxSeconds: 15 },
    };
    await owner.succeed('PATCH', `/v1/agents/${agent.id}`, { config });
  });
  afterAll(() => model.close());
  beforeEach(() => {
    model.seen.length = 0;
  });

  const asked = (run: RunView): Promise<ApprovalView> =>
    until('a question', async () => {
      const path = `/v1/approvals?state=pending&runId=${run.id}`;
      return (await owner.get<Page<ApprovalView>>(path)).items[0];
    });
  /** What the model was told of its search. */
  const told = () => JSON.stringify(model.seen.at(-1)?.messages.at(-1)?.content);

  it('goes on when it is approved, and the time does not count', async () => {
    const run = await owner.start(agent.id, 'Search.');
    const question = await asked(run);
    expect(question).toMatchObject({ operation: 'search', agentName: agent.name });
    expect(question.preview).toContain(QUERY);
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    await owner.post(`/v1/approvals/${question.id}/approve`);
    expect(await owner.ended(run.id)).toMatchObject({
      state: 'completed',
      usage: { toolCalls: 1 },
    });
    expect(told()).not.toMatch(/denied|approval/i);
  });

  it('tells the model the reason when it is denied', async () => {
    const run = await owner.start(agent.id, 'Search.');
    const { id } = await asked(run);
    await owner.post(`/v1/approvals/${id}/deny`, { note: 'Look into the files instead.' });
    expect(await owner.ended(run.id)).toMatchObject({
      state: 'completed',
      usage: { toolCalls: 0 },
    });
    expect(told()).toContain('Look into the files instead.');
  });

  it('waits no longer when its run is stopped', async () => {
    const run = await owner.start(agent.id, 'Search.');
    const { id } = await asked(run);
    await owner.post(`/v1/runs/${run.id}/stop`);
    expect(await owner.ended(run.id)).toMatchObject({ state: 'stopped' });
    await until('its withdrawal', async () => {
      const { state } = await owner.get<ApprovalView>(`/v1/approvals/${id}`);
      return state === 'withdrawn';
    });
  });
});
