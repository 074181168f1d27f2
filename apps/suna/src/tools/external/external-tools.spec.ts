import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalTool as schema, type ExternalTool } from '@renum/contracts';
import type { z } from 'zod';
import { Door } from '../../door/door';
import { RunSession } from '../../run/run-session';
import { FakeDoor } from '../../testing/fake-door';
import { aRunStart } from '../../testing/fixtures';
import { calls, says, scriptedModel, type Answer } from '../../testing/scripted-model';

// Real: socket, HTTP, SDK, loop, files. The data plane and the model are scripted.

let fake: FakeDoor;
let door: Door;
let workspace: string;

beforeEach(async () => {
  fake = await FakeDoor.open();
  door = new Door(fake.socketPath);
  workspace = await mkdtemp(join(tmpdir(), 'suna-external-'));
});
afterEach(async () => {
  await door.close();
  await fake.close();
  await rm(workspace, { recursive: true, force: true });
});

type Given = z.input<typeof schema>;
const tool = (change: Partial<Given> = {}, target: object = {}): ExternalTool =>
  schema.parse({
    name: 'own-crm__make',
    description: 'Makes something.',
    parameters: {
      type: 'object',
      properties: {
        id: { type: 'string' },
        tags: { type: 'array', items: { type: 'string' } },
        limit: { type: 'integer' },
        body: {
          type: 'object',
          properties: { name: { type: 'string' }, kind: { type: 'string', enum: ['a', 'b'] } },
          required: ['name'],
        },
      },
      required: ['id'],
    },
    access: 'write',
    target: {
      type: 'http',
      provider: 'own-crm',
      operation: 'make',
      method: 'POST',
      path: '/things/{id}.json',
      pathParameters: ['id'],
      queryParameters: ['tags', 'limit'],
      body: 'json',
      ...target,
    },
    ...change,
  });

interface Seen {
  method: string;
  url: string;
  type: string | undefined;
  body: string;
}
type Reply = (response: ServerResponse, seen: Seen) => void | Promise<void>;
const json =
  (value: unknown, status = 200, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(value));

/** What came of one run whose model makes these calls. */
const run = async (
  tools: ExternalTool[],
  turns: Answer[],
  reply: Reply = json({ ok: true }),
  overrides: Parameters<typeof aRunStart>[1] = {},
) => {
  const model = scriptedModel(...turns, says('done'));
  const seen: Seen[] = [];
  fake.handler = async (request: IncomingMessage, response, body) => {
    if (model.handler(request, response, body)) return true;
    const { method = '', url = '', headers } = request;
    const one = { method, url, type: headers['content-type'], body };
    seen.push(one);
    await reply(response, one);
    return true;
  };
  const start = aRunStart('do it', {
    model: { provider: 'openai-compatible', name: 'local' },
    externalTools: tools,
    ...overrides,
  });
  const session = new RunSession(start, {
    workspace,
    fetch: door.fetch,
    postEvents: (batch, signal) => door.postEvents(batch, signal),
  });
  await session.done;
  const results = fake.find('tool.completed').map(({ output, isError }) => ({ output, isError }));
  return { seen, results, requests: model.requests, outcome: await fake.outcome(1_000) };
};
const one = async (input: object, given: ExternalTool = tool(), reply?: Reply) => {
  const { seen, results } = await run([given], [calls(given.name, input)], reply);
  return { seen: seen[0], result: results[0] };
};

describe('external tools', () => {
  it('are offered to the model beside the others', async () => {
    const { requests } = await run([tool()], []);
    const offered = requests[0]?.['tools'] as { function: { name: string; parameters: object } }[];
    expect(offered.map((each) => each.function.name)).toEqual(
      expect.arrayContaining(['own-crm__make', 'execute_command']),
    );
    expect(offered[0]?.function.parameters).toEqual(tool().parameters);
    expect(JSON.stringify(requests[0]?.['messages'])).toContain('Keys are added on the way');
  });

  it('put the input in path, query and body', async () => {
    const body = { name: 'Ü', kind: 'a' };
    const { seen, result } = await one({ id: 'A-1', tags: ['x y', 'z'], limit: 5, body });
    expect(seen).toEqual({
      method: 'POST',
      url: '/proxy/own-crm/things/A-1.json?tags=x%20y&tags=z&limit=5',
      type: 'application/json',
      body: JSON.stringify(body),
    });
    expect(result).toEqual({ isError: false, output: '{\n  "ok": true\n}' });
  });

  it('send forms, nested ones in brackets', async () => {
    const given = tool({}, { body: 'form' });
    const body = { name: 'a b', items: [{ price: 1 }], none: null };
    expect((await one({ id: '1', body }, given)).seen).toMatchObject({
      type: 'application/x-www-form-urlencoded',
      body: 'name=a%20b&items%5B0%5D%5Bprice%5D=1',
    });
  });

  it('mend what is meant beyond doubt', async () => {
    const input = { id: 7, tags: 'x', limit: '5', body: '{"name":"n"}' };
    expect((await one(input)).seen).toMatchObject({
      url: '/proxy/own-crm/things/7.json?tags=x&limit=5',
      body: '{"name":"n"}',
    });
  });

  it('take a body that was flattened, and further query parameters', async () => {
    expect((await one({ id: '1', name: 'flat', query: { more: true } })).seen).toMatchObject({
      url: '/proxy/own-crm/things/1.json?more=true',
      body: '{"name":"flat"}',
    });
    const get = tool({ access: 'read' }, { method: 'GET', body: 'none' });
    fake.events.length = 0;
    expect((await one({ id: '1', other: 'x' }, get)).seen).toMatchObject({
      url: '/proxy/own-crm/things/1.json?other=x',
      body: '',
    });
  });

  it.each([
    [{}, 'id is missing'],
    [{ id: '1', limit: 'many' }, 'limit must be integer'],
    [{ id: '1', body: { kind: 'a' } }, 'body.name is missing'],
    [{ id: '1', body: { name: 'n', kind: 'c' } }, 'body.kind must be one of "a", "b"'],
    [{ id: 'a/b' }, 'cannot be id'],
    [{ id: '..', tags: [] }, undefined],
    [{ id: 'a b' }, 'cannot be id'],
    [{ id: 'a%2fb' }, 'cannot be id'],
    [{ id: 'a?b' }, 'cannot be id'],
    [{ id: '' }, 'cannot be id'],
  ])('do not send %j', async (input, why) => {
    const plain = why === undefined ? tool({}, { path: '/things/{id}' }) : tool();
    const { seen, result } = await one(input, plain);
    expect(seen).toBeUndefined();
    expect(result).toMatchObject({
      isError: true,
      output: expect.stringContaining(why ?? 'cannot be id'),
    });
  });

  it('fill several segments where the path ends so', async () => {
    const given = tool({ access: 'read' }, { method: 'GET', body: 'none', path: '/files/{id*}' });
    expect((await one({ id: '/src/a.ts' }, given)).seen?.url).toBe('/proxy/own-crm/files/src/a.ts');
    fake.events.length = 0;
    expect((await one({ id: 'src/../a' }, given)).result?.output).toContain('cannot be id');
  });

  it('call one of many operations behind one tool', async () => {
    const { target } = tool();
    const operation = { ...target, operation: 'list', method: 'GET', path: '/list', body: 'none' };
    const given = tool({
      name: 'own-crm__call',
      parameters: { type: 'object', properties: { operation: {}, input: {} } },
      target: {
        type: 'provider',
        provider: 'own-crm',
        operations: [{ ...operation, pathParameters: [], access: 'read' }] as never,
      },
    });
    const called = await one({ operation: 'list', input: { limit: 1 } }, given);
    expect(called.seen).toMatchObject({ method: 'GET', url: '/proxy/own-crm/list?limit=1' });
    fake.events.length = 0;
    expect((await one({ operation: 'no' }, given)).result?.output).toContain('no operation "no"');
  });

  it('keep a long answer in a file, the same one for the same answer', async () => {
    const rows = Array.from({ length: 3_000 }, (_, i) => ({ i, text: `row ${i}` }));
    const turn = calls('own-crm__make', { id: '1' });
    const { results } = await run([tool()], [turn, turn], json({ rows }));
    expect(results[0]).toEqual(results[1]);
    expect(results[0]?.output.length).toBeLessThan(17_000);
    const file = /is in (\.suna\/answers\/own-crm__make-\w+\.json);/.exec(results[0]?.output ?? '');
    expect(JSON.parse(await readFile(join(workspace, file?.[1] ?? ''), 'utf8'))).toEqual({ rows });
  });

  it('keep what is no text in a file', async () => {
    const bytes = Buffer.from([0x25, 0x50, 0, 1, 2]);
    const { result } = await one({ id: '1' }, tool(), (response) => {
      response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes);
    });
    const file = /\.suna\/answers\/\S+\.pdf/.exec(result?.output ?? '')?.[0] ?? '';
    expect(await readFile(join(workspace, file))).toEqual(bytes);
  });

  it.each<[string, Reply, string]>([
    [
      "a provider's own 402",
      json({ error: 'Plan is over' }, 402, { 'x-renum-decision': 'allowed' }),
      'status 402: Plan is over',
    ],
    [
      'errors of its own form',
      json({ errors: [{ reason: 'odd' }] }, 422, { 'x-renum-decision': 'allowed' }),
      'status 422: {"errors":[{"reason":"odd"}]}',
    ],
    [
      'a denial',
      json(
        { code: 'approval_denied', detail: 'A person denied this call, saying: not today' },
        403,
        {
          'x-renum-decision': 'refused:approval_denied',
        },
      ),
      'saying: not today',
    ],
    [
      'a redirect',
      (response) => void response.writeHead(302, { location: 'https://else.example/' }).end(),
      'redirected (status 302) to https://else.example/',
    ],
    ['a broken connection', (response) => void response.destroy(), 'could not be made'],
  ])('tell the model of %s', async (_, reply, said) => {
    const { results, outcome } = await run([tool()], [calls('own-crm__make', { id: '1' })], reply);
    expect(results[0]).toMatchObject({ isError: true, output: expect.stringContaining(said) });
    expect(outcome).toMatchObject({ state: 'completed' });
  });

  it.each(['limit_exceeded', 'wallet_empty'])('end the run at %s', async (code) => {
    const refusal = { code, detail: 'No money is left.' };
    const reply = json(refusal, 402, { 'x-renum-decision': `refused:${code}` });
    const { outcome } = await run([tool()], [calls('own-crm__make', { id: '1' })], reply);
    expect(outcome).toMatchObject({ state: 'limit', limit: 'budget' });
  });

  it('make changes in order, and reads side by side', async () => {
    const both = (access: 'read' | 'write') => {
      const call = (id: string, index: number) => ({
        index,
        id,
        function: { name: 'own-crm__make', arguments: JSON.stringify({ id }) },
      });
      const turn = { deltas: [{ tool_calls: [call('1', 0), call('2', 1)] }], finish: 'tool_calls' };
      let open = 0;
      let most = 0;
      return run([tool({ access })], [turn], async (response, seen) => {
        most = Math.max(most, (open += 1));
        // A read waits for the other one, a change only sees whether it comes.
        for (let waited = 0; most < 2 && waited < (access === 'read' ? 10_000 : 50); waited += 10)
          await new Promise((resolve) => setTimeout(resolve, 10));
        open -= 1;
        await json({})(response, seen);
      }).then(() => most);
    };
    expect(await both('write')).toBe(1);
    fake.events.length = 0;
    expect(await both('read')).toBe(2);
  });

  describe('that a person may have to approve', () => {
    const slow =
      (tookMs: number, waitedMs: number): Reply =>
      async (response, seen) => {
        await new Promise((resolve) => setTimeout(resolve, tookMs));
        await json({ ok: true }, 200, { 'x-renum-approval-wait-ms': String(waitedMs) })(
          response,
          seen,
        );
      };
    const limits = { maxSeconds: 60 };
    const turns = [calls('own-crm__make', { id: '1' })];

    it('do not use up the time of the run while it waits', async () => {
      // Eight seconds are left for the rest of it, which are plenty, and too few for the wait.
      const used = { steps: 0, milliseconds: 52_000 };
      const reply = slow(9_000, 8_900);
      const { outcome } = await run([tool({ asks: true })], turns, reply, { limits, used });
      expect(outcome).toMatchObject({ state: 'completed' });
    });

    it.each([
      ['the provider took it', true, 0],
      ['nobody is asked', false, 1_400],
    ])('use it up where %s', async (_, asks, waited) => {
      const used = { steps: 0, milliseconds: 59_000 };
      const reply = slow(1_500, waited);
      const { outcome } = await run([tool({ asks })], turns, reply, { limits, used });
      expect(outcome).toMatchObject({ state: 'limit', limit: 'time' });
    });
  });
});
