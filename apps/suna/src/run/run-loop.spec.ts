import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunOutcome } from '@renum/contracts';
import { Door } from '../door/door';
import { FakeDoor } from '../testing/fake-door';
import { aRunStart, user } from '../testing/fixtures';
import { calls, says, scriptedModel, type Answer } from '../testing/scripted-model';
import { RunSession } from './run-session';

// Real: socket, HTTP, SDK, tools. The model's server is scripted, to misbehave as real ones do.

let fake: FakeDoor;
let door: Door;
let workspace: string;

beforeEach(async () => {
  fake = await FakeDoor.open();
  door = new Door(fake.socketPath);
  workspace = await mkdtemp(join(tmpdir(), 'suna-loop-'));
});
afterEach(async () => {
  await door.close();
  await fake.close();
  await rm(workspace, { recursive: true, force: true });
});

const run = async (
  answers: Answer[],
  overrides: Parameters<typeof aRunStart>[1] = {},
): Promise<{ outcome: RunOutcome; requests: Record<string, unknown>[] }> => {
  const { handler, requests } = scriptedModel(...answers);
  fake.handler = handler;
  const session = new RunSession(
    aRunStart('do it', { model: { provider: 'openai-compatible', name: 'local' }, ...overrides }),
    {
      workspace,
      fetch: door.fetch,
      postEvents: (batch, signal) => door.postEvents(batch, signal),
    },
  );
  await session.done;
  return { outcome: await fake.outcome(1_000), requests };
};
const resultsIn = (request: Record<string, unknown> | undefined) =>
  (request?.['messages'] as { role: string; content: string }[])
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => content);

describe('servers that differ from the reference', () => {
  it('takes calls without ids, and no usage', async () => {
    const { outcome, requests } = await run([
      calls('create_file', { file_path: 'a.txt', file_contents: 'A' }),
      calls('read_file', { file_path: 'a.txt' }),
      says('done'),
    ]);
    expect(outcome).toEqual({ state: 'completed', summary: 'done' });
    expect(resultsIn(requests[2])).toEqual(['Created a.txt (1 bytes)', 'A']);
    const ids = fake.find('tool.started').map(({ callId }) => callId);
    expect(new Set(ids).size).toBe(2);
  });

  it('takes ids that begin anew in every answer', async () => {
    const { requests } = await run([
      calls('list_files', {}, 'call_0'),
      calls('list_files', { recursive: true }, 'call_0'),
      says('done'),
    ]);
    expect(resultsIn(requests[2])).toHaveLength(2);
    const ids = fake.find('tool.completed').map(({ callId }) => callId);
    expect(new Set(ids).size).toBe(2);
  });

  it('takes one JSON document for a stream', async () => {
    const message = { role: 'assistant', content: 'plain' };
    const json = { choices: [{ index: 0, message, finish_reason: 'stop' }], usage: null };
    expect((await run([{ json }])).outcome).toEqual({ state: 'completed', summary: 'plain' });
    expect(fake.find('text.delta').map(({ text }) => text)).toEqual(['plain']);
  });

  it('drops the parameters that a server refuses, one by one', async () => {
    const refuse = (message: string): Answer => ({ status: 400, error: { message } });
    const { outcome, requests } = await run(
      [refuse('Unknown field: stream_options'), refuse('temperature is not supported'), says('ok')],
      { model: { provider: 'openai-compatible', name: 'local', temperature: 0.5 } },
    );
    expect(outcome).toMatchObject({ state: 'completed' });
    expect(requests[0]).toMatchObject({ max_tokens: 4096, temperature: 0.5 });
    expect(requests[1]).not.toHaveProperty('stream_options');
    expect(requests[2]).not.toHaveProperty('temperature');
    expect(requests).toHaveLength(3);
  });

  it('tells the model about arguments that are no JSON, and about a tool that is none', async () => {
    const broken = { tool_calls: [{ index: 0, function: { name: 'ask', arguments: '{"qu' } }] };
    const { outcome, requests } = await run([
      { deltas: [broken], finish: 'tool_calls' },
      calls('send_rocket', {}),
      says('sorry'),
    ]);
    expect(outcome).toMatchObject({ state: 'completed' });
    const [invalid, unknown] = resultsIn(requests[2]);
    expect(invalid).toContain('not valid JSON');
    expect(unknown).toContain('there is no tool "send_rocket". Available: execute_command');
  });
});

describe('answers that break off', () => {
  it('asks again under the same message id', async () => {
    const { outcome, requests } = await run([{ broken: [{ content: 'Hel' }] }, says('Hello')]);
    expect(outcome).toEqual({ state: 'completed', summary: 'Hello' });
    expect(requests).toHaveLength(2);
    const ids = fake.find('text.delta').map(({ messageId }) => messageId);
    expect(new Set([...ids, fake.find('message.completed')[0]?.messageId]).size).toBe(1);
  });

  it('gives up with what was said, and a reason', async () => {
    const { outcome, requests } = await run([{ broken: [{ content: 'Hel' }] }]);
    expect(outcome).toMatchObject({ state: 'failed', reason: 'model_error' });
    expect(requests).toHaveLength(3);
    expect(fake.find('message.completed')).toHaveLength(1);
  });

  it('counts every try as a step', async () => {
    const { outcome, requests } = await run([{ broken: [{ content: 'Hel' }] }], {
      limits: { maxSteps: 2 },
    });
    expect(requests).toHaveLength(2);
    expect(outcome).toMatchObject({ state: 'limit', limit: 'steps' });
  });

  it('asks once more after an empty answer, then says so', async () => {
    const { outcome, requests } = await run([{ deltas: [], finish: 'stop' }]);
    expect(requests).toHaveLength(2);
    expect(outcome).toMatchObject({ state: 'failed', detail: 'The model gave an empty answer.' });
  });

  it('says that the output limit was used up', async () => {
    const { outcome } = await run([{ deltas: [{ reasoning: 'hm' }], finish: 'length' }]);
    expect(outcome).toMatchObject({ state: 'failed', reason: 'model_error' });
    if (outcome.state === 'failed') expect(outcome.detail).toContain('output limit');
  });
});

describe('loops and long conversations', () => {
  it('hints at a repetition, then ends the run for it', async () => {
    const { outcome, requests } = await run([calls('list_files', {})]);
    expect(outcome).toMatchObject({ state: 'limit', limit: 'repetition' });
    expect(requests).toHaveLength(5);
    expect(resultsIn(requests[4])[3]).toContain('4 times now');
  });

  it('shortens the conversation when the provider says that it is too long', async () => {
    const answer = (text: string) => ({
      role: 'assistant' as const,
      content: [{ type: 'text' as const, text }],
    });
    const history = [
      user('the task'),
      ...Array.from({ length: 30 }, (_, at) => [answer('x'.repeat(2_000)), user(`and ${at}`)]),
    ].flat();
    const { outcome, requests } = await run(
      [{ status: 400, error: { code: 'context_length_exceeded', message: 'm' } }, says('ok')],
      { history },
    );
    expect(outcome).toMatchObject({ state: 'completed' });
    expect(fake.find('context.compacted')).toHaveLength(1);
    const sizes = requests.map((request) => JSON.stringify(request['messages']).length);
    expect(sizes[1]!).toBeLessThan(sizes[0]! * 0.8);
    expect(JSON.stringify(requests[1])).toContain('the task');
    expect(JSON.stringify(requests[1])).toContain('and 29');
  });

  it('does not ask a model again that had finished before the worker died', async () => {
    const done = { role: 'assistant' as const, content: [{ type: 'text' as const, text: 'Here' }] };
    const { outcome, requests } = await run([says('again')], { history: [user('x'), done] });
    expect(outcome).toEqual({ state: 'completed', summary: 'Here' });
    expect(requests).toHaveLength(0);
  });
});

describe('one turn', () => {
  const turn = (...toolCalls: [string, object][]): Answer => ({
    deltas: [
      {
        tool_calls: toolCalls.map(([name, input], index) => ({
          index,
          id: `id${index}`,
          function: { name, arguments: JSON.stringify(input) },
        })),
      },
    ],
    finish: 'tool_calls',
  });

  it('runs a command after the files that were written before it', async () => {
    await writeFile(join(workspace, 'x'), 'old');
    await run([
      turn(
        ['create_file', { file_path: 'x', file_contents: 'new' }],
        ['execute_command', { command: 'sleep 0.1; cp x seen' }],
        ['create_file', { file_path: 'x', file_contents: 'newer' }],
      ),
      says('done'),
    ]);
    expect(await readFile(join(workspace, 'seen'), 'utf8')).toBe('new');
    expect(await readFile(join(workspace, 'x'), 'utf8')).toBe('newer');
  });

  it('completes with its summary after the other calls', async () => {
    const { outcome, requests } = await run([
      turn(['complete', { summary: 'All done' }], ['create_file', { path: 'y', content: '1' }]),
    ]);
    expect(outcome).toEqual({ state: 'completed', summary: 'All done' });
    expect(requests).toHaveLength(1);
    expect(await readFile(join(workspace, 'y'), 'utf8')).toBe('1');
    expect(fake.find('tools.completed')).toHaveLength(1);
  });

  it('does the work beside a question, and leaves the question open', async () => {
    const { outcome } = await run([turn(['ask', { question: 'Which one?' }], ['list_files', {}])]);
    expect(outcome).toMatchObject({ state: 'waiting', callId: 'id0', question: 'Which one?' });
    const results = fake.find('tools.completed')[0]?.message.content.map(({ callId }) => callId);
    expect(results).toEqual(['id1']);
  });
});
