import { randomBytes } from 'node:crypto';
import { ApiClient } from './support/api-client';
import { databaseText, filesWith } from './support/inspect';
import { installation } from './support/installation';
import { ScriptedModel } from './support/scripted-model';
import { until } from './support/until';

const CANARY = `canary-${randomBytes(18).toString('hex')}`;
const REPLACED = `canary-${randomBytes(18).toString('hex')}`;

const reversed = (text: string): string => [...text].reverse().join('');

/** The value in every common encoding (V7). Base64 at its three alignments. */
function needles(value: string): Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.from('x'.repeat(shift) + value).toString('base64');
    return text.slice(shift === 0 ? 0 : 4, -4);
  });
  const hex = Buffer.from(value).toString('hex');
  const texts = [value, reversed(value), hex, hex.toUpperCase(), ...base64];
  return texts.map((text) => Buffer.from(text));
}

/** Looks through all that a sandbox can read; the value is spelt backwards, not to find itself. */
const SEARCH = `
const { readdirSync, readFileSync } = require('node:fs');
const needle = [...process.argv[1]].reverse().join('');
const found = [];
let files = 0;
const look = (dir) => {
  let entries = [];
  try { entries = readdirSync(dir || '/', { withFileTypes: true }); } catch (error) { return; }
  for (const entry of entries) {
    const path = dir + '/' + entry.name;
    if (path === '/sys' || path.startsWith('/proc/') && !/^.proc.\\d+$|environ$|cmdline$/.test(path)) continue;
    if (entry.isDirectory()) look(path);
    else if (entry.isFile()) {
      try { if (readFileSync(path).includes(needle)) found.push(path); files += 1; } catch (error) { continue; }
    }
  }
};
look('');
console.log('FILES', files > 1000 ? 'many' : files, 'FOUND', JSON.stringify(found));`;

describe('a canary key', () => {
  const model = new ScriptedModel([]);
  const answers: string[] = [];
  let owner: ApiClient;

  beforeAll(async () => {
    await model.listen();
    model.echoKey = true;
    owner = await ApiClient.signIn('owner');
  });

  afterAll(() => {
    model.close();
  });

  it('serves a run whose model says it back, and shows up in no answer', async () => {
    const command = `node -e ${quote(SEARCH)} ${reversed(CANARY)}`;
    model.turns = [
      { call: 'execute_command', input: { command, timeout: 120 } },
      { call: 'create_file', input: { file_path: 'out.txt', file_contents: 'done' } },
      { text: 'Your key is ' },
    ];
    const { agent, credential } = await model.agent(owner, CANARY);
    const run = await owner.ended((await owner.start(agent.id, 'Look around.')).id, 180);
    expect(run).toMatchObject({ state: 'completed' });
    expect(model.seen).toHaveLength(3);
    expect(model.seen.map(({ authorization }) => authorization)).toEqual(
      Array(3).fill(`Bearer ${CANARY}`),
    );
    const events = await owner.events(run.id);
    const looked = events.find((event) => event.type === 'tool.completed');
    expect(looked?.type === 'tool.completed' && looked.output).toContain('FILES many FOUND []');

    const paths = [
      '/v1/credentials',
      `/v1/credentials/${credential.id}`,
      '/v1/agents',
      `/v1/runs/${run.id}`,
      `/v1/threads/${run.threadId}/messages`,
      `/v1/threads/${run.threadId}/files`,
      '/v1/audit',
      '/metrics',
      '/docs-json',
    ];
    for (const path of paths) {
      answers.push(JSON.stringify((await owner.call('GET', path)).body));
    }
    const wrong = { provider: 'tavily', name: '', secret: CANARY };
    answers.push(JSON.stringify((await owner.call('POST', '/v1/credentials', wrong)).body));
    const test = await owner.call('POST', `/v1/credentials/${credential.id}/test`);
    const replace = await owner.call('POST', `/v1/credentials/${credential.id}/replace`, {
      secret: REPLACED,
    });
    expect(replace.status).toBeLessThan(300);
    answers.push(JSON.stringify([test, replace, events]));
    for (const value of [CANARY, REPLACED]) {
      for (const needle of needles(value)) {
        expect(answers.filter((text) => text.includes(needle.toString()))).toEqual([]);
      }
    }
  });

  it('lies in clear in no table, file, log, queue or journal', async () => {
    const where = await installation();
    const all = [...needles(CANARY), ...needles(REPLACED)];
    // What was asked a moment ago is on disk only when Redis and PostgreSQL have written it.
    await until('the audit of the use', async () =>
      (await databaseText(where)).includes('credential') ? true : undefined,
    );
    const text = await databaseText(where);
    expect(all.filter((needle) => text.includes(needle.toString())).map(String)).toEqual([]);
    expect(await filesWith(all)).toEqual([]);
  });
});

function quote(script: string): string {
  return `'${script.replaceAll("'", `'\\''`)}'`;
}
