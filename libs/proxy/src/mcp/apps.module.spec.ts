import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestingModule } from '@nestjs/testing';
import { auditEntities } from '@renum/audit';
import { connectionEntities, ConnectionsModule, ConnectionsService } from '@renum/connections';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { vaultConfig, vaultEntities, VaultModule, VaultService } from '@renum/vault';
import { EgressModule } from '../egress.module';
import { egressConfig } from '../proxy.config';
import { PlayedApps } from './spec/apps';
import { McpServerOnLoopback } from './spec/mcp-server';

const KEYS = { composio: 'ak_canary_composio_0123456789', pipedream: 'pd-canary-token-0123456789' };

/** Real: PostgreSQL, Redis, vault, both SDKs, the official MCP server. Played: the providers' APIs. */
describe('linked accounts', () => {
  let services: TestServices;
  let server: McpServerOnLoopback;
  let apps: PlayedApps;
  let tenant: TestTenant;
  let process: TestingModule;
  const home = mkdtempSync(join(tmpdir(), 'renum-apps-'));

  beforeAll(async () => {
    services = await createTestServices();
    server = await new McpServerOnLoopback().start();
    tenant = await testTenant(services.database);
    process = await services.process({
      imports: [VaultModule, EgressModule, ConnectionsModule],
      entities: [...vaultEntities, ...auditEntities, ...connectionEntities],
      slices: [vaultConfig, egressConfig],
      environment: { RENUM_HOME: home, STANDIN_URL: server.origin },
    });
    const pipedream = {
      accessToken: KEYS.pipedream,
      projectId: 'proj_1',
      environment: 'development',
    };
    await make('composio', { secret: KEYS.composio });
    await make('pipedream', { fields: pipedream });
  });
  afterAll(async () => {
    await services.close();
    await server[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(() => {
    apps = new PlayedApps(KEYS);
    server.before = apps.before;
    server.seen.length = 0;
  });

  const make = (provider: string, secret: object) =>
    tenant.run(() =>
      process
        .get(VaultService, { strict: false })
        .create({ provider, name: 'Key', standIn: true, ...secret }),
    );
  const inTenant = <T>(work: (connections: ConnectionsService) => Promise<T>): Promise<T> =>
    tenant.run(() => work(process.get(ConnectionsService, { strict: false })));

  it.each([
    {
      kind: 'composio' as const,
      app: 'github',
      name: 'GitHub code',
      link: 'https://connect.composio.dev/link/lk_1',
      url: 'https://backend.composio.dev/tool_router/trs_1/mcp',
      header: ['x-api-key', KEYS.composio],
    },
    {
      kind: 'pipedream' as const,
      app: 'slack',
      name: 'Slack code',
      link: 'https://pipedream.com/_static/connect.html?token=ctok_1&app=slack',
      url: 'https://remote.mcp.pipedream.net/v3',
      header: ['x-pd-app-slug', 'slack'],
    },
  ])('at $kind: listed, linked, waited for, and read', async ({ kind, app, ...told }) => {
    const found = await inTenant((connections) => connections.apps({ kind }, 'code'));
    expect(found).toEqual([expect.objectContaining({ app, name: told.name })]);

    const link = await inTenant((connections) =>
      connections.link({ kind, app, name: 'Ours', returnUrl: 'https://renum.example/connections' }),
    );
    expect(link.url).toBe(told.link);
    // Each connection's account has an owner of its own.
    const user = `renum-${link.connectionId}`;
    expect(JSON.stringify(apps.posted)).toContain(user);
    const { connectionId: id } = link;
    expect(await inTenant((connections) => connections.get(id))).toMatchObject({
      kind,
      app,
      url: told.url,
      state: 'pending',
      tools: [],
    });

    const waiting = await inTenant((connections) => connections.refresh(id));
    expect(waiting).toMatchObject({
      state: 'unreachable',
      detail: expect.stringContaining('not linked yet') as string,
    });
    apps.linked = true;
    const linked = await inTenant((connections) => connections.refresh(id));
    expect(linked.state).toBe('pending');
    expect(linked.tools.length).toBeGreaterThan(10);
    const spoken = server.seen.filter(({ url }) => /mcp$|v3$/.test(url));
    expect(spoken.length).toBeGreaterThan(2);
    const [name = '', value] = told.header;
    expect(spoken.every(({ headers }) => headers[name] === value)).toBe(true);
    const approved = await inTenant((connections) =>
      connections.approve(id, linked.offeredHash ?? ''),
    );
    expect(approved.state).toBe('active');
    // Whose account it is was said when it was linked, and approved as such.
    const headers = { 'x-pd-external-user-id': 'renum-of-another' };
    await expect(
      inTenant((connections) => connections.update(id, { settings: { headers } })),
    ).rejects.toMatchObject({ code: 'validation_failed' });
    const audited = await services.database.platform.transaction((em) =>
      em.execute<{ purpose: string }[]>(
        `select detail->>'purpose' as purpose from audit_entries
          where tenant_id = ? and action = 'credential.opened' and detail->>'provider' = ?`,
        [tenant.id, kind],
      ),
    );
    expect(new Set(audited.map(({ purpose }) => purpose))).toEqual(new Set(['connections']));
  });

  it('says in our own words that a key is refused, or the way is closed', async () => {
    const apps = (kind: 'composio' | 'pipedream') =>
      inTenant((connections) => connections.apps({ kind }, ''));
    server.before = (_req, res) => Boolean(res.writeHead(401).end('{"error":"ak_canary"}'));
    await expect(apps('composio')).rejects.toMatchObject({ code: 'authorization_needed' });
    await expect(apps('pipedream')).rejects.toMatchObject({ code: 'authorization_needed' });
    // Neither SDK follows a redirect with the key.
    server.before = (_req, res) =>
      Boolean(res.writeHead(302, { location: `${server.origin}/x` }).end());
    server.seen.length = 0;
    await expect(apps('composio')).rejects.toMatchObject({ code: 'upstream_unreachable' });
    await expect(apps('pipedream')).rejects.toMatchObject({ code: 'upstream_unreachable' });
    expect(server.seen.some(({ url }) => url === '/x')).toBe(false);
  });
});
