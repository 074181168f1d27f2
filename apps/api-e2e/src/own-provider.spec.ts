import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CustomProviderView, OpenApiPreview, Problem } from '@renum/contracts';
import { ApiClient } from './support/api-client';
import { ScriptedModel } from './support/scripted-model';

const KEY = 'crm-canary-key-0123456789';
const MODEL_KEY = 'sk-own-provider-model-0123456789';

/** What the user's API was asked. */
interface Seen {
  call: string;
  key: string | undefined;
  body: string;
}

describe("a user's own HTTP API", () => {
  const seen: Seen[] = [];
  const model = new ScriptedModel([]);
  let server: Server;
  let owner: ApiClient;
  let file: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const key = request.headers['x-crm-key'] as string | undefined;
        const call = `${request.method ?? ''} ${request.url ?? ''}`;
        seen.push({ call, key, body: Buffer.concat(chunks).toString() });
        response.writeHead(200, { 'content-type': 'application/json' });
        // It also tells the key that it was sent, as careless servers do.
        response.end(JSON.stringify({ id: 7, name: 'Ada of the own API', echo: key }));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    await model.listen();
    owner = await ApiClient.signIn('owner');
    const { port } = server.address() as AddressInfo;
    file = JSON.stringify({
      openapi: '3.0.3',
      info: { title: `CRM ${crypto.randomUUID().slice(0, 8)}`, version: '1' },
      servers: [{ url: `http://127.0.0.1:${port}/api` }],
      components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-CRM-Key' } } },
      paths: {
        '/people/{id}': {
          get: {
            operationId: 'getPerson',
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
            responses: {},
          },
        },
        '/people': {
          post: {
            operationId: 'addPerson',
            requestBody: {
              content: {
                'application/json': {
                  schema: { type: 'object', properties: { name: { type: 'string' } } },
                },
              },
            },
            responses: {},
          },
        },
      },
    });
  });

  afterAll(() => {
    model.close();
    server.close();
  });

  async function provider(): Promise<CustomProviderView> {
    const made = await owner.post<CustomProviderView>('/v1/providers/custom', { openapi: file });
    await owner.createCredential({ provider: made.id, name: 'CRM', secret: KEY });
    return made;
  }

  /** One run of an agent that is granted `operations` and makes these calls. */
  async function run(
    id: string,
    operations: string[] | 'read',
    turns: ScriptedModel['turns'],
    meanwhile: () => Promise<unknown> = () => Promise.resolve(),
  ) {
    model.turns = [...turns, { text: 'That is all.' }];
    const { agent } = await model.agent(owner, MODEL_KEY);
    const grants = [{ provider: id, operations }];
    await owner.succeed('PATCH', `/v1/agents/${agent.id}`, { config: { grants } });
    await meanwhile();
    seen.length = 0;
    const started = await owner.start(agent.id, 'Ask the CRM.');
    const ended = await owner.ended(started.id);
    return { ended, events: await owner.events(started.id) };
  }

  it('is read from its OpenAPI file, granted, and really called from the sandbox', async () => {
    const preview = await owner.post<OpenApiPreview>('/v1/providers/custom/preview', {
      openapi: file,
    });
    expect(preview.operations.map(({ id }) => id)).toEqual(['get_person', 'add_person']);
    const { id } = await provider();
    const tool = (operation: string) => `${id}__${operation}`;
    const { ended, events } = await run(
      id,
      ['get_person', 'add_person'],
      [
        { call: tool('get_person'), input: { id: 7 } },
        { call: tool('add_person'), input: { body: { name: 'Grace' } } },
      ],
    );
    expect(ended).toMatchObject({ state: 'completed' });
    expect(seen).toEqual([
      { call: 'GET /api/people/7', key: KEY, body: '' },
      { call: 'POST /api/people', key: KEY, body: '{"name":"Grace"}' },
    ]);
    const all = JSON.stringify(events);
    expect(all).toContain('Ada of the own API');
    expect(all).not.toContain(KEY);
    // What the model was told is the answer, with the key masked.
    const told = JSON.stringify(model.seen.at(-1)?.messages);
    expect(told).toContain('Ada of the own API');
    expect(told).not.toContain(KEY);
  });

  it('is not called for what is not granted', async () => {
    const { id } = await provider();
    const call = { call: `${id}__add_person`, input: { body: { name: 'Eve' } } };
    const curl = `curl -s --unix-socket /run/renum/door.sock -d '{}' http://door/proxy/${id}/people`;
    const shell = { call: 'execute_command', input: { command: curl } };
    const { events } = await run(id, 'read', [call, shell]);
    expect(seen).toEqual([]);
    const all = JSON.stringify(events);
    expect(all).toContain('there is no tool');
    expect(all).toContain('operation_not_allowed');
  });

  it('is out of use once it was archived', async () => {
    const { id } = await provider();
    const call = { call: `${id}__get_person`, input: { id: 1 } };
    const { events } = await run(id, 'read', [call], () =>
      owner.succeed('DELETE', `/v1/providers/custom/${id}`),
    );
    const gone = await owner.call<Problem>('GET', `/v1/providers/custom/${id}`);
    expect(gone.body.code).toBe('not_found');
    expect(seen).toEqual([]);
    expect(JSON.stringify(events)).toContain('there is no tool');
  });
});
