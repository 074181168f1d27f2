import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import {
  StreamableHTTPServerTransport,
  type EventStore,
} from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  ListToolsRequestSchema,
  McpError,
  type JSONRPCMessage,
} from '@modelcontextprotocol/sdk/types.js';
import { conformanceTools, type SpecTool } from './conformance-tools';
import { offerContents } from './conformance-contents';

export interface McpServerOptions {
  /** What its clients must send. */
  token?: string;
  tools?: SpecTool[];
  /** Answer in one JSON text instead of events. */
  json?: boolean;
  pageSize?: number;
}

/** A real MCP server by the official SDK, of both transports: `/mcp`, and the older one at `/sse`. */
export class McpServerOnLoopback implements AsyncDisposable {
  tools: SpecTool[];
  /** What reached it: method and headers of each HTTP request. */
  readonly seen: { method: string; url: string; headers: IncomingMessage['headers'] }[] = [];
  /** Names of the tools that were really called. */
  readonly called: string[] = [];
  /** Set to answer something else first (true = it did), or to point a request elsewhere. */
  before?: (req: IncomingMessage, res: ServerResponse) => boolean;
  private readonly sessions = new Map<string, StreamableHTTPServerTransport>();
  private readonly older = new Map<string, SSEServerTransport>();
  private readonly servers = new Set<Server>();
  private readonly events = new Events();
  private readonly http = createServer((req, res) => {
    this.serve(req, res).catch((error: unknown) => {
      if (!res.headersSent) res.writeHead(500).end(String(error));
      else res.destroy();
    });
  });

  constructor(private readonly options: McpServerOptions = {}) {
    this.tools = options.tools ?? conformanceTools();
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  get sessionCount(): number {
    return this.sessions.size + this.older.size;
  }

  /** Other tools from now on; its clients are told. */
  async offer(tools: SpecTool[], tell = true): Promise<void> {
    this.tools = tools;
    if (tell) for (const server of this.servers) await server.sendToolListChanged();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.servers) await server.close();
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  private async serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    this.seen.push({ method: req.method ?? '', url: req.url ?? '', headers: req.headers });
    if (this.before?.(req, res)) return;
    const url = new URL(req.url ?? '/', this.origin);
    const host = (req.headers.host ?? '').replace(/:\d+$/, '');
    if (host !== '127.0.0.1' && host !== 'localhost') return void res.writeHead(403).end();
    const { token } = this.options;
    if (token !== undefined && req.headers.authorization !== `Bearer ${token}`) {
      const challenge = 'Bearer resource_metadata="https://auth.example.com/.well-known/x"';
      return void res.writeHead(401, { 'www-authenticate': challenge }).end();
    }
    if (url.pathname === '/mcp') return this.streamable(req, res);
    if (url.pathname === '/sse') return this.open(res);
    const session = this.older.get(url.searchParams.get('sessionId') ?? '');
    if (url.pathname === '/messages' && session) return session.handlePostMessage(req, res);
    res.writeHead(404).end();
  }

  private async streamable(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const id = req.headers['mcp-session-id'];
    const known = typeof id === 'string' ? this.sessions.get(id) : undefined;
    if (known) return known.handleRequest(req, res);
    if (id !== undefined)
      return void res
        .writeHead(404)
        .end('{"jsonrpc":"2.0","id":null,"error":{"code":-32001,"message":"Session not found"}}');
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      enableJsonResponse: this.options.json,
      eventStore: this.events,
      retryInterval: 200,
      onsessioninitialized: (session) => void this.sessions.set(session, transport),
    });
    transport.onclose = () => void this.sessions.delete(transport.sessionId ?? '');
    await this.server().connect(transport);
    await transport.handleRequest(req, res);
  }

  private async open(res: ServerResponse): Promise<void> {
    const transport = new SSEServerTransport('/messages', res);
    this.older.set(transport.sessionId, transport);
    const server = this.server();
    transport.onclose = () => void this.older.delete(transport.sessionId);
    await server.connect(transport);
  }

  private server(): Server {
    const server = new Server(
      { name: 'spec', version: '1.0.0' },
      {
        capabilities: {
          tools: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          prompts: { listChanged: true },
          logging: {},
          completions: {},
        },
      },
    );
    server.setRequestHandler(ListToolsRequestSchema, ({ params }) => this.page(params?.cursor));
    server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => {
      const tool = this.tools.find(({ name }) => name === params.name);
      if (!tool) throw new McpError(-32602, `Unknown tool: ${params.name}`);
      this.called.push(tool.name);
      return tool.run(params.arguments ?? {}, extra, server);
    });
    offerContents(server);
    this.servers.add(server);
    server.onclose = () => void this.servers.delete(server);
    return server;
  }

  private page(cursor: string | undefined) {
    const { pageSize = 100 } = this.options;
    const from = Number(cursor ?? 0);
    const said = this.tools.slice(from, from + pageSize).map(({ run: _run, ...tool }) => tool);
    const next = from + pageSize;
    return { tools: said, ...(next < this.tools.length && { nextCursor: String(next) }) };
  }
}

/** Events by stream, for clients that come back. */
class Events implements EventStore {
  private readonly kept: { id: string; stream: string; message: JSONRPCMessage }[] = [];

  storeEvent(stream: string, message: JSONRPCMessage): Promise<string> {
    const id = `${stream}_${this.kept.length}`;
    this.kept.push({ id, stream, message });
    return Promise.resolve(id);
  }

  async replayEventsAfter(
    last: string,
    { send }: { send: (id: string, message: JSONRPCMessage) => Promise<void> },
  ): Promise<string> {
    const from = this.kept.findIndex(({ id }) => id === last);
    const stream = this.kept[from]?.stream ?? '';
    for (const event of this.kept.slice(from + 1)) {
      const said = Object.keys(event.message).length > 0;
      if (event.stream === stream && said) await send(event.id, event.message);
    }
    return stream;
  }
}
