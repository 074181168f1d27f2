import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  StreamableHTTPServerTransport,
  type EventStore,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  EmptyResultSchema,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { externalTool as schema } from '@renum/contracts';
import { Door } from '../../door/door';
import { RunSession } from '../../run/run-session';
import { FakeDoor } from '../../testing/fake-door';
import { aRunStart } from '../../testing/fixtures';
import { calls, says, scriptedModel, type Answer } from '../../testing/scripted-model';

// Real: socket, HTTP, loop, the official MCP server. The data plane and the model are scripted.

const CONNECTION = '019ab0f2-3d4e-7f10-8a2b-445566778899';
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let fake: FakeDoor;
let door: Door;
let workspace: string;
let sessions: Map<string, StreamableHTTPServerTransport>;
let opened: number;
let json: boolean;
/** Set to refuse tool calls as the data plane does. */
let refusal: object | undefined;

const server = (): Server => {
  const made = new Server({ name: 's', version: '1' }, { capabilities: { tools: {} } });
  let count = 0;
  made.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    count += 1;
    const args = JSON.stringify(params.arguments);
    if (params.arguments?.['pause']) {
      extra.closeSSEStream?.();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    if (params.arguments?.['image'])
      return { content: [{ type: 'image', data: PNG, mimeType: 'image/png' }] };
    if (params.arguments?.['structured']) return { content: [], structuredContent: { sum: 5 } };
    if (params.arguments?.['ping']) await extra.sendRequest({ method: 'ping' }, EmptyResultSchema);
    const isError = params.arguments?.['fail'] === true;
    return { content: [{ type: 'text', text: `${count} ${params.name} ${args}` }], isError };
  });
  return made;
};

/** Events for clients that come back. */
class Kept implements EventStore {
  private readonly events: [stream: string, message: JSONRPCMessage][] = [];
  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    return Promise.resolve(String(this.events.push([stream, message])));
  }
  async replayEventsAfter(
    last: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const stream = this.events[Number(last) - 1]?.[0] ?? '';
    for (const [index, [of, message]] of this.events.entries())
      if (of === stream && index >= Number(last)) await send(String(index + 1), message);
    return stream;
  }
}

beforeEach(async () => {
  fake = await FakeDoor.open();
  door = new Door(fake.socketPath);
  workspace = await mkdtemp(join(tmpdir(), 'suna-mcp-'));
  sessions = new Map();
  opened = 0;
  json = false;
  refusal = undefined;
});
afterEach(async () => {
  for (const transport of sessions.values()) await transport.close();
  await door.close();
  await fake.close();
  await rm(workspace, { recursive: true, force: true });
});

const TOOL = schema.parse({
  name: 'tickets__find',
  description: 'Finds.',
  parameters: { type: 'object', properties: { number: { type: 'integer' } } },
  access: 'read',
  target: { type: 'mcp', connectionId: CONNECTION, tool: 'find' },
});

/** What came of one run whose model makes these calls. */
async function run(...turns: Answer[]) {
  const model = scriptedModel(...turns, says('done'));
  fake.handler = async (request, response, body) => {
    if (model.handler(request, response, body)) return true;
    if (request.url !== `/mcp/${CONNECTION}`) return false;
    const said = body === '' ? undefined : (JSON.parse(body) as { id?: number; method?: string });
    if (refusal && said?.method === 'tools/call') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ jsonrpc: '2.0', id: said.id, error: refusal }));
      return true;
    }
    const id = request.headers['mcp-session-id'];
    let transport = sessions.get(String(id));
    if (!transport && id !== undefined) return Boolean(response.writeHead(404).end());
    if (!transport) {
      opened += 1;
      const made = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        enableJsonResponse: json,
        retryInterval: 20,
        eventStore: new Kept(),
        onsessioninitialized: (session) => void sessions.set(session, made),
      });
      await server().connect(made);
      transport = made;
    }
    await transport.handleRequest(request, response, said);
    return true;
  };
  const start = aRunStart('do it', {
    model: { provider: 'openai-compatible', name: 'local' },
    externalTools: [TOOL],
  });
  const session = new RunSession(start, {
    workspace,
    fetch: door.fetch,
    postEvents: (batch, signal) => door.postEvents(batch, signal),
  });
  await session.done;
  const results = fake.find('tool.completed').map(({ output, isError }) => ({ output, isError }));
  const outcome = await fake.outcome(1_000);
  fake.events.length = 0;
  return { results, outcome };
}
const find = (input: object): Answer => calls(TOOL.name, input);

describe('tools of connections', () => {
  it.each([false, true])('are called in one session (one JSON text: %s)', async (asJson) => {
    json = asJson;
    const { results } = await run(find({ number: 7 }), find({ number: 8 }));
    expect(results).toEqual([
      { isError: false, output: '1 find {"number":7}' },
      { isError: false, output: '2 find {"number":8}' },
    ]);
    expect(opened).toBe(1);
  });

  it('begin a new session when the old one is gone', async () => {
    await run(find({ number: 1 }));
    sessions.clear();
    const { results } = await run(find({ number: 2 }));
    expect(results).toEqual([{ isError: false, output: '1 find {"number":2}' }]);
    expect(opened).toBe(2);
  });

  it('wait for an answer whose stream was ended on purpose, and answer pings meanwhile', async () => {
    const { results } = await run(find({ pause: true }), find({ ping: true }));
    expect(results.map(({ isError }) => isError)).toEqual([false, false]);
    expect(results[0]?.output).toContain('1 find');
  });

  it('tell failures of the tool, and structured content', async () => {
    const { results } = await run(find({ fail: true }), find({ structured: true }));
    expect(results[0]).toMatchObject({ isError: true });
    expect(JSON.parse(results[1]?.output ?? '')).toEqual({ sum: 5 });
  });

  it('keep images in a file', async () => {
    const { results } = await run(find({ image: true }));
    const file = /\.suna\/answers\/\S+\.png/.exec(results[0]?.output ?? '')?.[0] ?? '';
    expect(await readFile(join(workspace, file), 'base64')).toBe(PNG);
  });

  it('tell the model why the data plane refused', async () => {
    refusal = { code: -32050, message: 'never approved', data: { code: 'connection_unapproved' } };
    const { results } = await run(find({}));
    expect(results[0]).toEqual({
      isError: true,
      output: expect.stringContaining('never approved') as string,
    });
  });

  it.each(['limit_exceeded', 'wallet_empty'])('end the run at %s', async (code) => {
    refusal = { code: -32050, message: 'spent', data: { code } };
    const { outcome } = await run(find({}), find({}));
    expect(outcome).toMatchObject({ state: 'limit', limit: 'budget' });
  });
});
