import type { IncomingMessage, ServerResponse } from 'node:http';

const send = (res: ServerResponse, body: unknown, status = 200): true => {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  return true;
};
const DATE = '2026-11-21T10:00:00.000Z';

/** Composio's and Pipedream's APIs as their references describe them, before an MCP server. */
export class PlayedApps {
  linked = false;
  /** Bodies that were posted, by path. */
  readonly posted: { path: string; body: unknown }[] = [];

  constructor(private readonly keys: { composio: string; pipedream: string }) {}

  /** Answers a REST call; an MCP one it points to the MCP server. */
  readonly before = (req: IncomingMessage, res: ServerResponse): boolean => {
    const url = new URL(req.url ?? '/', 'http://x');
    const [, app, ...rest] = url.pathname.split('/');
    const path = `/${rest.join('/')}`;
    const { authorization, 'x-api-key': key } = req.headers;
    if (app === 'composio' && key !== this.keys.composio) return send(res, {}, 401);
    if (app === 'pipedream' && authorization !== `Bearer ${this.keys.pipedream}`)
      return send(res, {}, 401);
    if (path === '/tool_router/trs_1/mcp' || path === '/v3') {
      req.url = '/mcp';
      return false;
    }
    if (req.method !== 'POST') return this.answer(app ?? '', path, url.searchParams, res);
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      this.posted.push({ path, body: text === '' ? undefined : (JSON.parse(text) as unknown) });
      this.answer(app ?? '', path, url.searchParams, res);
    });
    return true;
  };

  private answer(app: string, path: string, query: URLSearchParams, res: ServerResponse): true {
    const known = app === 'composio' ? this.composio(path, query) : this.pipedream(path, query);
    return known ? send(res, known) : send(res, { error: { message: `no ${path}` } }, 404);
  }

  private composio(path: string, query: URLSearchParams): object | undefined {
    const meta = { description: 'Code', logo: 'https://logos.example.com/github.svg' };
    const status = this.linked ? 'ACTIVE' : 'INITIATED';
    const pages = { current_page: 1, total_items: 1, total_pages: 1 };
    switch (path) {
      case '/api/v3.1/toolkits':
        return {
          ...pages,
          items: [{ slug: 'github', name: `GitHub ${query.get('search')}`, meta }],
        };
      case '/api/v3.1/tool_router/session':
        return {
          session_id: 'trs_1',
          mcp: { type: 'http', url: 'https://backend.composio.dev/tool_router/trs_1/mcp' },
          tool_router_tools: [],
          config: {},
          config_version: 1,
        };
      case '/api/v3.1/tool_router/session/trs_1/link':
        return {
          connected_account_id: 'ca_1',
          link_token: 'lt_1',
          redirect_url: 'https://connect.composio.dev/link/lk_1',
        };
      case '/api/v3.1/tool_router/session/trs_1/toolkits':
        return {
          ...pages,
          items: [
            { slug: 'github', name: 'GitHub', is_no_auth: false, connected_account: { status } },
          ],
        };
      default:
        return undefined;
    }
  }

  private pipedream(path: string, query: URLSearchParams): object | undefined {
    const page = { total_count: 1, count: 1, start_cursor: 'a', end_cursor: 'a' };
    const app = {
      id: 'app_1',
      name_slug: 'slack',
      name: `Slack ${query.get('q')}`,
      img_src: 'https://logos.example.com/slack.svg',
      categories: [],
      featured_weight: 1,
      scope_profiles: [],
    };
    switch (path) {
      case '/v1/connect/apps':
        return { page_info: page, data: [app] };
      case '/v1/connect/proj_1/tokens':
        return {
          token: 'ctok_1',
          expires_at: DATE,
          connect_link_url: 'https://pipedream.com/_static/connect.html?token=ctok_1',
        };
      case '/v1/connect/proj_1/accounts': {
        const account = {
          id: 'apn_1',
          healthy: true,
          dead: false,
          created_at: DATE,
          updated_at: DATE,
        };
        return { page_info: page, data: this.linked ? [account] : [] };
      }
      default:
        return undefined;
    }
  }
}
