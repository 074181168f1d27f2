import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';
import type { RunView } from '@renum/contracts';
import { ApiClient } from './support/api-client';
import { asSuperuser } from './support/inspect';
import { installation } from './support/installation';
import { ScriptedModel } from './support/scripted-model';
import { until } from './support/until';

const KILLS = 10;
/** A run of this script takes about as long as the latest kill comes after its start. */
const STEP_MS = 60;

const write = (name: string) => ({
  call: 'execute_command',
  input: { command: `sleep 0.3; echo ${name} >> written.txt` },
});

describe('a worker killed at random moments', () => {
  const model = new ScriptedModel([
    write('one'),
    { call: 'web_search', input: { query: 'row level security' } },
    write('two'),
    write('three'),
    { text: 'All three are written, one after the other, and here is a sentence to stream.' },
  ]);

  beforeAll(async () => {
    model.delayMs = STEP_MS;
    await model.listen();
  });

  afterAll(() => {
    model.close();
  });

  it('leaves no run stuck, no usage doubled and no container', async () => {
    const owner = await ApiClient.signIn('owner');
    const { agent } = await model.agent(owner, 'sk-killed-worker-0001');
    const runs: string[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = (await installation()).pids.worker;
      const started = await owner.start(agent.id, `Write three words, round ${kill}.`);
      runs.push(started.id);
      await sleep(Math.random() * 4000);
      process.kill(before, 'SIGKILL');
      await until('a new worker', async () => {
        const { worker } = (await installation()).pids;
        return worker !== undefined && worker !== before;
      });
    }

    const ended: RunView[] = [];
    for (const id of runs) ended.push(await owner.ended(id, 180));
    for (const run of ended) {
      expect(['completed', 'failed']).toContain(run.state);
      if (run.state === 'failed') expect(run.error?.message).toBeTruthy();
    }

    const where = await installation();
    // Each call that reached the model was billed once: as many usage events as calls it saw.
    const usage = await asSuperuser<{ calls: string; ids: string }>(
      where,
      `select count(*)::text as calls, count(distinct id)::text as ids from usage_events
       where kind = 'llm' and run_id::text in (select jsonb_array_elements_text(?::jsonb))`,
      [JSON.stringify(runs)],
    );
    expect(usage[0]?.ids).toBe(usage[0]?.calls);
    expect(Number(usage[0]?.calls)).toBe(model.seen.length);
    const doubled = await asSuperuser(
      where,
      `select run_id, seq from run_events where run_id::text in (select jsonb_array_elements_text(?::jsonb))
       group by 1, 2 having count(*) > 1`,
      [JSON.stringify(runs)],
    );
    expect(doubled).toEqual([]);

    const docker = new Docker();
    await until(
      'the end of all containers of these runs',
      async () => {
        const { containers } = await installation();
        const threads = new Set(ended.map(({ threadId }) => threadId));
        for (const id of containers) {
          const info = await docker.getContainer(id).inspect().catch(ifGone);
          if (info && threads.has(info.Config.Labels['renum.thread'] ?? '')) return false;
        }
        return true;
      },
      60,
    );
  }, 400_000);
});

function ifGone(error: Error & { statusCode?: number }): undefined {
  if (error.statusCode === 404) return undefined;
  throw error;
}
