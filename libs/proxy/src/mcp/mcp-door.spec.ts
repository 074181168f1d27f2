import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { LiveConnection } from '@renum/connections';
import type { ConnectionGrant } from '@renum/contracts';
import { MODEL, SECRET, SpecPlane, type PlaneOptions } from '../spec/plane';
import { conformanceTools, type SpecTool } from './spec/conformance-tools';
import { connectionTo } from './spec/connection';
import { Forwarder } from './spec/forwarder';
import { McpServerOnLoopback, type McpServerOptions } from './spec/mcp-server';

type Text = { content: { type: string; text: string }[] };
const said = (result: unknown): string => (result as Text).content[0]?.text ?? '';

/** Real: the official client and server, the whole data plane. Played: database, Redis, vault. */
describe.each(['http', 'sse'] as const)(
  'the official MCP client through the data plane, upstream %s',
  (transport) => {
    let server: McpServerOnLoopback;
    let plane: SpecPlane;
    let forwarder: Forwarder;
    let connection: LiveConnection;
    let clients: Client[];
    const approved = conformanceTools();

    async function start(
      options: {
        server?: McpServerOptions;
        grant?: Partial<ConnectionGrant>;
        connection?: Partial<LiveConnection>;
        plane?: Partial<PlaneOptions>;
      } = {},
    ): Promise<void> {
      clients = [];
      server = await new McpServerOnLoopback({ token: SECRET, ...options.server }).start();
      const path = transport === 'http' ? '/mcp' : '/sse';
      const place = { transport, credentialId: 'credential', ...options.connection };
      connection = connectionTo(server.origin + path, approved, place);
      const grant = { connectionId: connection.id, tools: 'all' as const, ...options.grant };
      plane = await new SpecPlane({
        providerUrl: server.origin,
        as: 'base-url',
        config: { model: { provider: 'openai-compatible', name: MODEL }, connections: [grant] },
        ...options.plane,
      }).start();
      plane.mcp.connections.set(connection.id, connection);
      forwarder = await new Forwarder({
        port: plane.port,
        token: plane.token,
        path: `/mcp/${connection.id}`,
      }).start();
    }
    afterEach(async () => {
      for (const client of clients) await client.close();
      await forwarder[Symbol.asyncDispose]();
      await plane[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    });

    async function connect(): Promise<{ client: Client; way: StreamableHTTPClientTransport }> {
      const capabilities = { sampling: {}, elicitation: { form: {} }, roots: {} };
      const client = new Client({ name: 'suna', version: '1' }, { capabilities });
      const way = new StreamableHTTPClientTransport(new URL(forwarder.url));
      await client.connect(way);
      clients.push(client);
      return { client, way };
    }
    const changed = (name: string): SpecTool[] =>
      server.tools.map((tool) =>
        tool.name === name ? { ...tool, description: 'Other words' } : tool,
      );
    const until = async (ready: () => boolean): Promise<void> => {
      for (let waited = 0; !ready() && waited < 5_000; waited += 20)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(ready()).toBe(true);
    };

    it('initialises, lists and calls; the key goes to the server only', async () => {
      await start();
      const { client } = await connect();
      expect(client.getServerVersion()).toMatchObject({ name: 'spec' });
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(approved.map(({ name }) => name));
      expect(said(await client.callTool({ name: 'test_simple_text' }))).toMatch(/simple text/);
      const summed = await client.callTool({ name: 'structured', arguments: { a: 2, b: 3 } });
      expect(summed.structuredContent).toEqual({ sum: 5 });
      expect(await client.callTool({ name: 'test_error_handling' })).toMatchObject({
        isError: true,
      });
      expect(new Set(server.seen.map(({ headers }) => headers.authorization))).toEqual(
        new Set([`Bearer ${SECRET}`]),
      );
      expect(server.seen.some(({ headers }) => headers['x-renum-identity'])).toBe(false);
    });

    it('is one usage event a call, by the name of the tool', async () => {
      await start({ connection: { settings: { callPriceNano: '5000000' } } });
      const { client } = await connect();
      await client.listTools();
      await client.ping();
      await client.callTool({ name: 'test_simple_text' });
      const { start: began, result } = await plane.onlyBill();
      expect(began).toMatchObject({
        kind: 'tool',
        provider: 'mcp',
        operation: 'test_simple_text',
        connectionId: connection.id,
      });
      expect(result).toMatchObject({
        meter: 'calls',
        quantityMilli: 1000,
        costNano: 5_000_000n,
        status: 200,
      });
      expect(plane.reserved).toHaveLength(1);
    });

    it('carries progress, logging, resources, prompts and completion', async () => {
      await start();
      const { client } = await connect();
      const logged: unknown[] = [];
      const progress: number[] = [];
      client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params }) => {
        logged.push(params.data);
      });
      await client.setLoggingLevel('debug');
      await client.callTool({ name: 'test_tool_with_logging' });
      expect(logged).toHaveLength(3);
      const onprogress = (step: { progress: number }): void => void progress.push(step.progress);
      await client.callTool({ name: 'test_tool_with_progress' }, undefined, { onprogress });
      expect(progress).toEqual([0, 50, 100]);
      const { resources } = await client.listResources();
      expect(resources).toHaveLength(3);
      const read = await client.readResource({ uri: 'test://template/7/data' });
      expect(read.contents[0]).toMatchObject({
        text: expect.stringContaining('"id":"7"') as string,
      });
      const prompt = await client.getPrompt({ name: 'test_simple_prompt' });
      expect(prompt.messages).toHaveLength(1);
      const ref = { type: 'ref/prompt' as const, name: 'test_prompt_with_arguments' };
      await client.complete({ ref, argument: { name: 'arg1', value: 'x' } });
    });

    it('carries what the server asks of the client: sampling and elicitation', async () => {
      await start();
      const { client } = await connect();
      client.setRequestHandler(CreateMessageRequestSchema, () => ({
        role: 'assistant',
        model: 'm',
        content: { type: 'text', text: 'sampled' },
      }));
      client.setRequestHandler(ElicitRequestSchema, () => ({
        action: 'accept',
        content: { response: 'elicited' },
      }));
      const prompt = { prompt: 'hi' };
      expect(said(await client.callTool({ name: 'test_sampling', arguments: prompt }))).toMatch(
        /sampled/,
      );
      const message = { message: 'hi' };
      expect(said(await client.callTool({ name: 'test_elicitation', arguments: message }))).toMatch(
        /elicited/,
      );
    });

    it('shows and calls only what is granted', async () => {
      await start({ grant: { tools: 'read' } });
      const { client } = await connect();
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(['structured']);
      await client.callTool({ name: 'structured', arguments: { a: 1, b: 1 } });
      await expect(client.callTool({ name: 'test_simple_text' })).rejects.toThrow(/reading only/);
      expect(server.called).toEqual(['structured']);
      expect(await plane.loggedRefusals()).toMatchObject([
        {
          operation: 'test_simple_text',
          code: 'operation_not_allowed',
          connection_id: connection.id,
        },
      ]);
    });

    it('refuses a tool that was never approved, listed or not', async () => {
      await start();
      connection.pins = new Map(
        [...connection.pins].filter(([name]) => name !== 'test_simple_text'),
      );
      plane.mcp.connections.set(connection.id, connection);
      const { client } = await connect();
      await expect(client.callTool({ name: 'test_simple_text' })).rejects.toThrow(/never approved/);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).not.toContain('test_simple_text');
      expect(server.called).toEqual([]);
    });

    it('refuses a tool that changed, even from a client that never listed; others go on', async () => {
      await start();
      const { client } = await connect();
      await server.offer(changed('test_simple_text'), false);
      await expect(client.callTool({ name: 'test_simple_text' })).rejects.toThrow(
        /not what was approved/,
      );
      expect(said(await client.callTool({ name: 'structured', arguments: { a: 1, b: 1 } }))).toBe(
        '2',
      );
      expect(server.called).toEqual(['structured']);
      expect(plane.mcp.drifted).toContain(connection.id);
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).not.toContain('test_simple_text');
    });

    it('heeds list_changed at once', async () => {
      await start();
      const { client } = await connect();
      await client.callTool({ name: 'test_simple_text' });
      await server.offer(changed('test_simple_text'));
      await until(() => plane.mcp.drifted.length > 0);
      await expect(client.callTool({ name: 'test_simple_text' })).rejects.toThrow(
        /not what was approved/,
      );
    });

    it('does not take the session of another run', async () => {
      await start();
      const { client, way } = await connect();
      await client.callTool({ name: 'test_simple_text' });
      const send = (identity: string) =>
        fetch(`http://127.0.0.1:${plane.port}/mcp/${connection.id}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            'mcp-session-id': way.sessionId ?? '',
            'mcp-protocol-version': '2025-11-25',
            'x-renum-identity': identity,
          },
          body: '{"jsonrpc":"2.0","id":9,"method":"ping"}',
        });
      const own = await send(plane.token);
      expect(own.status).toBe(200);
      await own.text();
      const before = server.seen.length;
      expect((await send(plane.tokenOfAnotherRun())).status).toBe(404);
      expect(server.seen).toHaveLength(before);
    });

    it('ends the session at the server on DELETE, and knows it no more', async () => {
      await start();
      const { client, way } = await connect();
      expect(server.sessionCount).toBe(1);
      await way.terminateSession();
      await until(() => server.sessionCount === 0);
      await expect(client.ping()).rejects.toThrow();
    });

    it('is cut within a second when the connection is revoked', async () => {
      await start();
      const { client } = await connect();
      await client.ping();
      connection.state = 'revoked';
      const { tenantId } = plane.identity;
      plane.mcp.tell({ type: 'connection', tenantId, connectionId: connection.id });
      await expect(client.callTool({ name: 'test_simple_text' })).rejects.toThrow(/revoked/);
      expect(server.called).toEqual([]);
    });

    it('cuts a standing stream when the connection is revoked', async () => {
      await start();
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
      };
      const begun = await fetch(forwarder.url, {
        method: 'POST',
        headers,
        body: '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}',
      });
      await begun.text();
      const session = { 'mcp-session-id': begun.headers.get('mcp-session-id') ?? '' };
      const standing = await fetch(forwarder.url, {
        headers: { ...headers, ...session },
        signal: AbortSignal.timeout(3_000),
      });
      expect(standing.status).toBe(200);
      const ended = standing.text().catch((error: Error) => error.name);
      connection.state = 'revoked';
      const { tenantId } = plane.identity;
      plane.mcp.tell({ type: 'connection', tenantId, connectionId: connection.id });
      expect(await ended).not.toBe('TimeoutError');
    });

    it('says clearly that the server wants another key, and passes no challenge on', async () => {
      await start({ server: { token: 'another-token' } });
      const answer = await fetch(forwarder.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
        },
        body: '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}',
      });
      expect(answer.headers.get('www-authenticate')).toBeNull();
      expect(await answer.json()).toMatchObject({
        id: 1,
        error: {
          data: { code: 'authorization_needed' },
          message: expect.stringMatching(/refuses its credential/) as string,
        },
      });
    });

    it('asks a person where the grant says so, and calls exactly what was approved', async () => {
      const asked: string[] = [];
      await start({
        grant: { ask: 'writes' },
        plane: {
          person: (call) => {
            asked.push(call.operation);
            const state = call.operation === 'test_simple_text' ? 'approved' : 'denied';
            return Promise.resolve({
              id: '019ab0f1-2c3d-7d00-8e0f-334455667788',
              waitMs: 5,
              state,
            });
          },
        },
      });
      const { client } = await connect();
      await client.callTool({ name: 'test_simple_text' });
      await client.callTool({ name: 'structured', arguments: { a: 1, b: 1 } });
      await expect(client.callTool({ name: 'test_image_content' })).rejects.toThrow(/denied/);
      expect(asked).toEqual(['test_simple_text', 'test_image_content']);
      expect(server.called).toEqual(['test_simple_text', 'structured']);
    });

    it('masks a key that the server sends back', async () => {
      const echo: SpecTool = {
        name: 'test_simple_text',
        description: approved[0]?.description,
        inputSchema: { type: 'object', properties: {} },
        run: (_args, { requestInfo }) => ({
          content: [
            { type: 'text', text: String(requestInfo?.headers['authorization'] ?? SECRET) },
          ],
        }),
      };
      await start({ server: { tools: [echo] } });
      const { client } = await connect();
      const text = said(await client.callTool({ name: 'test_simple_text' }));
      expect(text).toContain('[redacted]');
      expect(text).not.toContain(SECRET);
    });
  },
);
