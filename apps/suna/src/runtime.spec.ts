import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCommands } from './door/command-reader';
import { Door } from './door/door';
import { Runtime } from './runtime';
import { FakeDoor } from './testing/fake-door';
import { aRunStart } from './testing/fixtures';
import { StandinProcess } from './testing/standin-process';

// Real: sockets, HTTP, files, processes, both SDKs, the built stand-in. Fake: the worker's side.

const REPORT = 'Find three facts about row level security and write them to report.md';

let standin: StandinProcess;
let fake: FakeDoor;
let door: Door;
let runtime: Runtime;
let workspace: string;
let ending: AbortController;
let reading: Promise<void>;

beforeAll(async () => {
  standin = await StandinProcess.start();
});
afterAll(() => standin.stop());

beforeEach(async () => {
  fake = await FakeDoor.open(standin.url);
  workspace = await mkdtemp(join(tmpdir(), 'suna-work-'));
  door = new Door(fake.socketPath);
  runtime = new Runtime({
    workspace,
    fetch: door.fetch,
    postEvents: (batch, signal) => door.postEvents(batch, signal),
  });
  ending = new AbortController();
  reading = readCommands(door, (command) => runtime.handle(command), ending.signal);
  await fake.until(() => fake.connections > 0);
});
afterEach(async () => {
  ending.abort();
  await reading;
  await runtime.end();
  await door.close();
  await fake.close();
  await rm(workspace, { recursive: true, force: true });
});

const deltas = (): string =>
  fake
    .find('text.delta')
    .map(({ text }) => text)
    .join('');

describe.each(['openai', 'anthropic'] as const)('the main job with %s', (provider) => {
  const model = { provider, name: provider === 'openai' ? 'gpt-4.1-mini' : 'claude-sonnet-5' };

  it('searches, writes report.md, answers, and tells it all in order', async () => {
    fake.send(aRunStart(REPORT, { model }));
    const outcome = await fake.outcome();
    expect(outcome).toMatchObject({ state: 'completed' });
    if (outcome.state === 'completed') expect(outcome.summary).toContain('report.md');

    const report = await readFile(join(workspace, 'report.md'), 'utf8');
    expect(report.match(/Source: /g)).toHaveLength(3);
    expect(report).toContain('https://www.postgresql.org/docs/');

    const durable = fake.events
      .map(({ type }) => type)
      .filter((type) => !type.endsWith('.delta') && type !== 'tool.output');
    expect(durable).toEqual([
      ...['message.completed', 'tool.started', 'tool.completed', 'tools.completed'],
      ...['message.completed', 'tool.started', 'tool.completed', 'tools.completed'],
      ...['message.completed', 'run.outcome'],
    ]);
    expect(fake.find('tool.completed').map(({ name, isError }) => [name, isError])).toEqual([
      ['web_search', false],
      ['create_file', false],
    ]);
    expect(fake.find('tool.completed')[0]?.output).toContain('https://www.postgresql.org/');

    const said = fake
      .find('message.completed')
      .flatMap(({ message }) => message.content)
      .map((part) => (part.type === 'text' ? part.text : ''))
      .join('');
    expect(deltas()).toBe(said);
  });

  it('waits for a person who is asked, and goes on with the answer', async () => {
    const start = aRunStart('Please ask me something', { model });
    fake.send(start);
    const waiting = await fake.outcome();
    if (waiting.state !== 'waiting') throw new Error(`not waiting: ${waiting.state}`);
    expect(waiting.question).toContain('colour');
    // The worker makes it from the outcome; two would show the question twice.
    expect(fake.find('ask')).toHaveLength(0);
    const asked = fake.find('message.completed').at(-1)!.message;
    const output = 'Green, please';
    fake.send({
      ...start,
      fence: 2,
      used: { steps: 1, milliseconds: 10 },
      history: [
        ...start.history,
        asked,
        {
          role: 'tool',
          content: [{ type: 'tool_result', callId: waiting.callId, output, isError: false }],
        },
      ],
    });
    const outcome = await fake.until(() => {
      const last = fake.find('run.outcome').at(-1)?.outcome;
      return last?.state === 'completed' && last;
    });
    expect(outcome.summary).toContain(output);
  });

  it('runs calls of one turn side by side', async () => {
    fake.send(aRunStart('Search for two things in parallel', { model }));
    expect(await fake.outcome()).toMatchObject({ state: 'completed' });
    expect(fake.find('tools.completed')[0]?.message.content).toHaveLength(2);
    const types = fake.events.map(({ type }) => type);
    const [first, second] = types.flatMap((type, at) => (type === 'tool.started' ? [at] : []));
    expect(second! - first!).toBe(1);
  });
});

describe('stop', () => {
  it('ends a running command and its children well within two seconds', async () => {
    const command = 'sleep 61 & sleep 61; echo never';
    const start = aRunStart(`run the command \`${command}\``);
    fake.send(start);
    await fake.until(() => fake.find('tool.started').length > 0);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const stopped = Date.now();
    fake.send({ type: 'run.stop', runId: start.runId });
    expect(await fake.outcome()).toEqual({ state: 'stopped' });
    expect(Date.now() - stopped).toBeLessThan(10_000);
    // The history stays well formed: the call has a result.
    expect(fake.find('tools.completed')[0]?.message.content[0]).toMatchObject({ isError: true });
  });

  it('ends while the model streams, and keeps what was said', async () => {
    // Of its own, the answer would end after half a minute.
    const slow = await StandinProcess.start(200);
    const other = await FakeDoor.open(slow.url);
    const otherDoor = new Door(other.socketPath);
    const session = new Runtime({
      workspace,
      fetch: otherDoor.fetch,
      postEvents: (batch, signal) => otherDoor.postEvents(batch, signal),
    });
    const start = aRunStart('Give me a long answer');
    session.handle(start);
    await other.until(() => other.find('text.delta').length > 3);
    const stopped = Date.now();
    session.handle({ type: 'run.stop', runId: start.runId });
    expect(await other.outcome()).toEqual({ state: 'stopped' });
    expect(Date.now() - stopped).toBeLessThan(10_000);
    const said = other.find('message.completed').at(-1)?.message.content[0];
    expect(said).toMatchObject({ type: 'text' });
    await session.end();
    await otherDoor.close();
    await other.close();
    await slow.stop();
  });

  it('does not wait for an SDK that sleeps between retries', async () => {
    fake.handler = (_request, response) => {
      response.writeHead(503, { 'retry-after': '30' }).end('{"error":{"message":"busy"}}');
      return true;
    };
    const start = aRunStart('hello');
    fake.send(start);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stopped = Date.now();
    fake.send({ type: 'run.stop', runId: start.runId });
    expect(await fake.outcome()).toEqual({ state: 'stopped' });
    expect(Date.now() - stopped).toBeLessThan(10_000);
  });

  it('does nothing to another run', async () => {
    fake.send(aRunStart('run the command `sleep 0.3`'));
    fake.send({ type: 'run.stop', runId: aRunStart('').runId });
    expect(await fake.outcome()).toMatchObject({ state: 'completed' });
  });
});

describe('limits', () => {
  it('counts steps of earlier claims', async () => {
    fake.send(
      aRunStart('long task of 9 steps', {
        limits: { maxSteps: 10 },
        used: { steps: 8, milliseconds: 0 },
      }),
    );
    expect(await fake.outcome()).toMatchObject({ state: 'limit', limit: 'steps' });
    expect(fake.find('message.completed')).toHaveLength(2);
  });

  it('counts time of earlier claims, and ends what runs', async () => {
    const started = Date.now();
    fake.send(
      aRunStart('run the command `sleep 30`', {
        limits: { maxSeconds: 60 },
        used: { steps: 1, milliseconds: 59_000 },
      }),
    );
    expect(await fake.outcome()).toMatchObject({ state: 'limit', limit: 'time' });
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it.each([
    [402, 'limit_exceeded', { state: 'limit', limit: 'budget' }],
    [402, 'wallet_empty', { state: 'limit', limit: 'budget' }],
    [424, 'credential_missing', { state: 'failed', reason: 'credential_missing' }],
    [401, 'invalid_api_key', { state: 'failed', reason: 'model_error' }],
    [409, 'run_not_active', { state: 'stopped' }],
  ])('%d %s of the proxy ends the run at once', async (status, code, expected) => {
    let calls = 0;
    fake.handler = (_request, response) => {
      calls += 1;
      response
        .writeHead(status, { 'content-type': 'application/json', 'x-should-retry': 'false' })
        .end(JSON.stringify({ error: { message: 'The sentence for people.', code } }));
      return true;
    };
    for (const provider of ['openai', 'anthropic'] as const) {
      fake.send(aRunStart('hello', { model: { provider } }));
      await fake.until(() => fake.find('run.outcome').length === (provider === 'openai' ? 1 : 2));
      const outcome = fake.find('run.outcome').at(-1)!.outcome;
      expect(outcome).toMatchObject(expected);
      if ('detail' in outcome) expect(outcome.detail).toContain('The sentence for people.');
    }
    expect(calls).toBe(2);
  });

  it('ends at a spent budget that a tool met', async () => {
    fake.handler = (request, response) => {
      if (!request.url?.startsWith('/proxy/')) return false;
      response
        .writeHead(402, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ code: 'limit_exceeded', detail: 'The run may spend no more.' }));
      return true;
    };
    fake.send(aRunStart(REPORT));
    expect(await fake.outcome()).toEqual({
      state: 'limit',
      limit: 'budget',
      detail: 'The run may spend no more.',
    });
    expect(fake.find('tools.completed')).toHaveLength(1);
  });

  it('tells the model that a tool has no key', async () => {
    fake.handler = (request, response) => {
      if (!request.url?.startsWith('/proxy/')) return false;
      response
        .writeHead(424, { 'content-type': 'application/problem+json' })
        .end(
          JSON.stringify({ code: 'credential_missing', detail: 'No key for Tavily is stored.' }),
        );
      return true;
    };
    fake.send(aRunStart(REPORT));
    expect(await fake.outcome()).toMatchObject({ state: 'completed' });
    expect(fake.find('tool.completed')[0]).toMatchObject({ isError: true });
    expect(deltas()).toContain('No key for Tavily is stored.');
  });
});

describe('delivery of events', () => {
  it('repeats a batch whose answer was lost, and nothing is doubled', async () => {
    fake.reactions.push('lose-answer', 'accept', 'unavailable', 'lose-answer', 'unavailable');
    fake.send(aRunStart(REPORT));
    expect(await fake.outcome()).toMatchObject({ state: 'completed' });
    const starts = fake.batches.map(({ firstIndex }) => firstIndex);
    expect(starts).toEqual(starts.toSorted((one, other) => one - other));
    expect(new Set(starts).size).toBeLessThan(starts.length);
    expect(fake.find('run.outcome')).toHaveLength(1);
    expect(fake.find('message.completed')).toHaveLength(3);
  });

  it('abandons the run when it is fenced off, and takes the next one', async () => {
    fake.reactions.push('fence');
    const start = aRunStart('long task of 5 steps');
    fake.send(start);
    await fake.until(() => fake.batches.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(fake.batches).toHaveLength(1);
    fake.send(aRunStart('hello'));
    expect(await fake.outcome()).toMatchObject({ state: 'completed' });
    expect(new Set(fake.batches.map(({ runId }) => runId)).size).toBe(2);
    expect(fake.find('tool.started')).toHaveLength(0);
  });

  it('reconnects for commands, and does not start a repeated run twice', async () => {
    const start = aRunStart('hello');
    fake.send(start);
    await fake.outcome();
    fake.dropStreams();
    await fake.until(() => fake.connections === 2);
    fake.send(start);
    fake.send(aRunStart('hello again'));
    await fake.until(() => fake.find('run.outcome').length === 2);
    expect(new Set(fake.batches.map(({ runId }) => runId)).size).toBe(2);
  });

  it('leaves an older claim for a newer one of the same run', async () => {
    const start = aRunStart('long task of 5 steps');
    fake.send(start);
    await fake.until(() => fake.find('tool.started').length > 0);
    fake.send({ ...start, fence: 2, history: aRunStart('hello').history });
    expect(await fake.outcome()).toMatchObject({ state: 'completed' });
    expect(fake.batches.at(-1)?.fence).toBe(2);
  });
});
