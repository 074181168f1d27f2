import type { PipedreamClient } from '@pipedream/sdk';
import type { ConnectionAppView } from '@renum/contracts';
import { PAGE, type AppDirectory, type AppLink, type LinkStatus } from './app-directory';

interface PipedreamOptions {
  accessToken: string;
  projectId: string;
  environment: string;
  baseUrl: string;
  fetch: typeof globalThis.fetch;
}

/** The account is chosen by headers, so all connections have one address. */
const MCP_URL = 'https://remote.mcp.pipedream.net/v3';

/** Loads the SDK only here: it takes a second and much memory, and most processes never ask. */
async function clientOf(options: PipedreamOptions): Promise<PipedreamClient> {
  const { PipedreamClient: Client } = await import('@pipedream/sdk');
  const { accessToken, projectId, environment, baseUrl, fetch } = options;
  /** The SDK's own constructor passes no fetch on, although each of its calls takes one; see ADR 0010. */
  class SafePipedream extends Client {
    constructor() {
      super({
        tokenProvider: { getToken: () => Promise.resolve(accessToken) },
        projectId,
        projectEnvironment: environment === 'production' ? 'production' : 'development',
        baseUrl,
      });
      Object.assign(this._options, { fetch, maxRetries: 1, timeoutInSeconds: 20 });
    }
  }
  return new SafePipedream();
}

/** Accounts at Pipedream Connect: one external user a connection. */
export class PipedreamDirectory implements AppDirectory {
  private constructor(
    private readonly api: PipedreamClient,
    private readonly projectId: string,
  ) {}

  static async open(options: PipedreamOptions): Promise<PipedreamDirectory> {
    return new PipedreamDirectory(await clientOf(options), options.projectId);
  }

  async listApps(search: string): Promise<ConnectionAppView[]> {
    const page = await this.api.apps.list({
      limit: PAGE,
      hasActions: true,
      ...(search !== '' && { q: search }),
    });
    return page.data.map(({ nameSlug, name, description, imgSrc }) => ({
      app: nameSlug,
      name,
      ...(description && { description }),
      ...(imgSrc && { logoUrl: imgSrc }),
    }));
  }

  async link({ app, user, returnUrl }: Parameters<AppDirectory['link']>[0]): Promise<AppLink> {
    const token = await this.api.tokens.create({
      externalUserId: user,
      ...(returnUrl !== undefined && {
        successRedirectUri: returnUrl,
        errorRedirectUri: returnUrl,
      }),
    });
    const url = new URL(token.connectLinkUrl);
    url.searchParams.set('app', app);
    const headers = {
      'x-pd-project-id': this.projectId,
      'x-pd-external-user-id': user,
      'x-pd-app-slug': app,
      // Each tool with its own schema: the default hands plain words to a model of theirs.
      'x-pd-tool-mode': 'tools-only',
    };
    return { url: url.href, externalId: user, mcpUrl: MCP_URL, headers };
  }

  async status({ app, externalId }: { app: string; externalId: string }): Promise<LinkStatus> {
    const page = await this.api.accounts.list({ externalUserId: externalId, app });
    const [account] = page.data;
    if (!account) return 'waiting';
    return account.dead === true || account.healthy === false ? 'failed' : 'linked';
  }
}
