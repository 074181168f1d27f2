import type { Composio } from '@composio/core';
import type { ConnectionAppView } from '@renum/contracts';
import { PAGE, type AppDirectory, type AppLink, type LinkStatus } from './app-directory';

type Api = ReturnType<Composio['getClient']>;

interface ComposioOptions {
  apiKey: string;
  baseUrl: string;
  fetch: typeof globalThis.fetch;
}

/** Accounts at Composio: one tool router session a connection, which is an MCP server as well. */
export class ComposioDirectory implements AppDirectory {
  private constructor(private readonly api: Api) {}

  /** Loads the SDK only here: it takes a second and much memory, and most processes never ask. */
  static async open({ apiKey, baseUrl, fetch }: ComposioOptions): Promise<ComposioDirectory> {
    const { Composio } = await import('@composio/core');
    const sdk = new Composio({
      apiKey,
      baseURL: baseUrl,
      allowTracking: false,
      disableVersionCheck: true,
    });
    // The SDK's own client takes a fetch; the SDK around it does not, see ADR 0010.
    const options = { fetch, maxRetries: 1, timeout: 20_000 };
    return new ComposioDirectory(sdk.getClient().withOptions(options));
  }

  async listApps(search: string): Promise<ConnectionAppView[]> {
    const query = { limit: PAGE, ...(search !== '' && { search }) };
    const { items } = await this.api.toolkits.list(query);
    return items.map(({ slug, name, meta }) => ({
      app: slug,
      name,
      ...(meta.description && { description: meta.description }),
      ...(meta.logo && { logoUrl: meta.logo }),
    }));
  }

  async link({ app, user, returnUrl }: Parameters<AppDirectory['link']>[0]): Promise<AppLink> {
    const session = await this.api.toolRouter.session.create({
      user_id: user,
      toolkits: { enable: [app] },
      // The app's own tools, each under its name: what searches and runs others could not be pinned.
      preload: { tools: 'all' },
      manage_connections: { enable: false },
      workbench: { enable: false },
    });
    const callback = returnUrl === undefined ? {} : { callback_url: returnUrl };
    const asked = await this.api.toolRouter.session.link(session.session_id, {
      toolkit: app,
      ...callback,
    });
    return { url: asked.redirect_url, externalId: session.session_id, mcpUrl: session.mcp.url };
  }

  /** Asks the session, not the account: an account's answer holds its tokens. */
  async status({ app, externalId }: { app: string; externalId: string }): Promise<LinkStatus> {
    const { items } = await this.api.toolRouter.session.toolkits(externalId, { toolkits: [app] });
    const toolkit = items.find(({ slug }) => slug === app);
    if (toolkit?.is_no_auth) return 'linked';
    const status = toolkit?.connected_account?.status;
    if (status === 'ACTIVE') return 'linked';
    return status === 'FAILED' || status === 'EXPIRED' ? 'failed' : 'waiting';
  }
}
