import { approvalsConfig } from '@renum/approvals';
import { auditEntities, AuditService } from '@renum/audit';
import { billingConfig, PriceBooks, UsageJournal, WalletDesk } from '@renum/billing';
import type { InstanceIdentity } from '@renum/contracts';
import { PlatformDatabase } from '@renum/database';
import { newId, signIdentity } from '@renum/platform';
import { createTestServices, testTenant, type TestServices, type TestTenant } from '@renum/testing';
import { vaultConfig, vaultEntities, VaultModule, VaultService } from '@renum/vault';
import type { TestingModule } from '@nestjs/testing';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { register } from 'prom-client';
import { DataPlaneModule } from './data-plane.module';
import { dataPlaneConfig, egressConfig } from './proxy.config';
import { freePort } from './spec/free-port';
import { FakeProvider, json } from './spec/provider';
import { until } from './spec/until';

jest.mock('./flow/expiring-cache', () => jest.requireActual<object>('./spec/long-lived-cache'));

const KEY = Buffer.alloc(32, 9);
const SECRET = 'tvly-canary-0123456789abcdef';
/** Nano-units of one Tavily credit. */
const CREDIT = 8_000_000n;

/** Real: PostgreSQL, Redis, vault, ledger, sockets. Played: the provider at the far end. */
describe('the data plane on its services', () => {
  let services: TestServices;
  let provider: FakeProvider;
  let tenant: TestTenant;
  let planes: TestingModule[];
  let ports: number[];
  const home = mkdtempSync(join(tmpdir(), 'renum-plane-'));

  beforeAll(async () => {
    services = await createTestServices();
    provider = await new FakeProvider().start();
    tenant = await testTenant(services.database);
    ports = [await freePort(), await freePort()];
    planes = [];
    for (const port of ports) {
      // Two processes would have a registry each.
      register.clear();
      const plane = await services.process({
        imports: [VaultModule, DataPlaneModule],
        entities: [...vaultEntities, ...auditEntities],
        slices: [vaultConfig, billingConfig, egressConfig, dataPlaneConfig, approvalsConfig],
        environment: {
          RENUM_HOME: home,
          DATA_PORT: String(port),
          DATA_PLANE_KEY: KEY.toString('base64'),
          STANDIN_URL: provider.url,
        },
      });
      planes.push(plane);
    }
    await createCredential();
  });
  afterAll(async () => {
    await services.close();
    await provider[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  });
  beforeEach(() => {
    provider.seen.length = 0;
    provider.answer = (_req, res) => json(res, { results: [], usage: { credits: 1 } });
  });

  const vault = (): VaultService => {
    const [first] = planes;
    if (!first) throw new Error('no plane runs');
    return first.get(VaultService, { strict: false });
  };

  const createCredential = async (of = tenant): Promise<string> => {
    const wanted = { provider: 'tavily', name: 'Key', secret: SECRET, standIn: true };
    return (await of.run(() => vault().create(wanted))).id;
  };

  async function runOf(change: object = {}, of = tenant): Promise<InstanceIdentity> {
    const agent = await of.agent();
    const threadId = await of.thread(agent.id);
    const runId = await of.queuedRun(agent, threadId, { state: 'running', ...change });
    return {
      tenantId: of.id,
      agentId: agent.id,
      agentVersionId: agent.versionId,
      threadId,
      runId,
      instanceId: newId(),
      exp: Math.floor(Date.now() / 1000) + 600,
    };
  }

  const search = (identity: InstanceIdentity, plane = 0): Promise<Response> =>
    fetch(`http://127.0.0.1:${ports[plane]}/proxy/tavily/search`, {
      method: 'POST',
      body: '{"query":"x"}',
      headers: {
        'content-type': 'application/json',
        'x-renum-identity': signIdentity(identity, KEY),
      },
    });

  const sql = <T>(text: string, values: unknown[]): Promise<T[]> =>
    services.database.platform.transaction((em) => em.execute<T[]>(text, values));

  async function eventsOf(runId: string) {
    for (const plane of planes) await plane.get(UsageJournal, { strict: false }).drain();
    return sql<{ cost_nano: string; meter: string; estimated: boolean; status: number }>(
      'select cost_nano, meter, estimated, status from usage_events where run_id = ?',
      [runId],
    );
  }

  it('carries a call, audits the secret, and leaves one event', async () => {
    const identity = await runOf();
    const answer = await search(identity);
    expect(answer.status).toBe(200);
    expect(provider.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(await eventsOf(identity.runId)).toEqual([
      { cost_nano: String(CREDIT), meter: 'credits', estimated: false, status: 200 },
    ]);
    const audited = await sql<{ actor_type: string; actor_id: string }>(
      `select actor_type, actor_id from audit_entries
        where tenant_id = ? and action = 'credential.opened'`,
      [tenant.id],
    );
    expect(audited).toContainEqual({ actor_type: 'instance', actor_id: identity.instanceId });
  });

  it('stops at an empty wallet, in every process at once, until it is filled', async () => {
    const poor = await testTenant(services.database);
    await createCredential(poor);
    const operator = poor.owner.userId;
    const platform = planes[0]?.get(PlatformDatabase, { strict: false });
    if (!platform) throw new Error('no plane runs');
    const untold = { changed: () => Promise.resolve() };
    const desk = new WalletDesk(platform, new AuditService(), untold);
    const topUp = (amountNano: bigint) =>
      desk.topUp(poor.id, { id: newId(), amountNano }, operator);
    const tiers = [{ upTo: null, priceNano: '1000' }];
    const fees = [{ key: 'calls', unit: 'calls' as const, per: 1, tiers }];
    const book = { name: `b-${poor.id}`, effectiveFrom: new Date(0), rules: { markupBp: 0, fees } };
    await new PriceBooks(platform).publish(book, operator);
    await topUp(2_500n);
    await desk.setTerms(poor.id, { mode: 'prepaid', priceBook: book.name }, operator);
    const identity = await runOf({}, poor);
    // Both know the run by now, as it was while there was money; the third call is the last one.
    for (const plane of [0, 1, 0]) {
      expect((await search(identity, plane)).status).toBe(200);
      await eventsOf(identity.runId);
    }
    // By the news of it: what is kept of the run would be for a minute.
    let answer = await search(identity, 1);
    await until(async () => {
      if (answer.status === 200) answer = await search(identity, 1);
      return answer.status !== 200;
    });
    expect(answer.status).toBe(402);
    expect(await answer.json()).toMatchObject({ code: 'wallet_empty' });
    await until(async () => (await search(identity, 0)).status === 402);
    const sent = provider.seen.length;
    expect((await search(identity, 0)).status).toBe(402);
    expect(provider.seen).toHaveLength(sent);
    // What was let through in the meantime has been charged, too.
    await eventsOf(identity.runId);
    const { balance } = await desk.wallet(poor.id);
    await topUp(1n - BigInt(balance.nano));
    for (const plane of [1, 0]) expect((await search(identity, plane)).status).toBe(200);
  });

  it('audits that a provider sent the secret back, once for a flood', async () => {
    const identity = await runOf();
    const waiting: ServerResponse[] = [];
    // All in one moment, however long the machine takes to ask.
    provider.answer = (_req, res) => {
      if (waiting.push(res) < 5) return;
      for (const each of waiting) json(each, { results: [], echo: SECRET });
    };
    const answers = await Promise.all(Array.from({ length: 5 }, () => search(identity)));
    for (const answer of answers) expect(await answer.text()).toContain('[redacted]');
    const entries = () =>
      sql<{ actor_id: string; target_id: string; detail: Record<string, unknown> }>(
        `select actor_id, target_id, detail from audit_entries
          where tenant_id = ? and action = 'secret.masked'`,
        [tenant.id],
      );
    await until(async () => (await entries()).length > 0);
    const found = await entries();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      actor_id: identity.instanceId,
      detail: {
        provider: 'tavily',
        operation: 'search',
        runId: identity.runId,
        times: 5,
        answers: 5,
      },
    });
    await eventsOf(identity.runId);
    const [event] = await sql<{ masked: number; credential_id: string }>(
      `select masked, credential_id from usage_events where run_id = ? and masked > 0 limit 1`,
      [identity.runId],
    );
    expect(event).toEqual({ masked: 1, credential_id: found[0]?.target_id });
  });

  it('overspends by nothing, over two processes and 96 calls, 24 at once', async () => {
    const identity = await runOf({ maxCostNano: String(CREDIT * 7n) });
    const statuses: number[] = [];
    for (let wave = 0; wave < 4; wave += 1) {
      const calls = Array.from({ length: 24 }, (_, index) => search(identity, index % 2));
      statuses.push(...(await Promise.all(calls)).map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
    expect(statuses.filter((status) => status === 402)).toHaveLength(89);
    expect(provider.seen).toHaveLength(7);
    const events = await eventsOf(identity.runId);
    expect(events.map((event) => event.cost_nano)).toEqual(Array(7).fill(String(CREDIT)));
  });

  it('bounds what one credential may do at once', async () => {
    const identity = await runOf();
    const waiting: ServerResponse[] = [];
    provider.answer = (_req, res) => waiting.push(res);
    const statuses: number[] = [];
    const calls = Array.from({ length: 20 }, async () =>
      statuses.push((await search(identity)).status),
    );
    // None ends before each is either refused or under way.
    await until(() => statuses.length + waiting.length === 20);
    expect(statuses).toEqual(Array(4).fill(429));
    for (const each of waiting) json(each, { results: [] });
    await Promise.all(calls);
    expect(provider.seen).toHaveLength(16);
  });

  it.each([['queued'], ['completed']])('refuses a run that is %s', async (state) => {
    const over = state === 'completed' ? { endedAt: new Date() } : {};
    const answer = await search(await runOf({ state, ...over }));
    expect(answer.status).toBe(409);
    expect(provider.seen).toHaveLength(0);
  });

  it('refuses a run that was asked to stop, and a tenant that is suspended', async () => {
    expect((await search(await runOf({ stopRequestedAt: new Date() }))).status).toBe(409);
    const identity = await runOf();
    await sql(`update tenants set state = 'suspended' where id = ?`, [tenant.id]);
    expect((await search(identity)).status).toBe(403);
    await sql(`update tenants set state = 'active' where id = ?`, [tenant.id]);
    expect(provider.seen).toHaveLength(0);
  });

  it('refuses an identity of one tenant with the run of another', async () => {
    const identity = await runOf();
    const other = await testTenant(services.database);
    expect((await search({ ...identity, tenantId: other.id })).status).toBe(401);
    expect((await search({ ...identity, threadId: newId() })).status).toBe(401);
    expect((await search({ ...identity, agentVersionId: newId() })).status).toBe(401);
    expect(provider.seen).toHaveLength(0);
  });

  it('takes no API key at the sandboxes’ listener', async () => {
    const key = `rnm_${'k'.repeat(43)}`;
    await tenant.insert('api_keys', {
      name: 'App',
      role: 'builder',
      hint: 'kkkk',
      keyHash: createHash('sha256').update(key).digest(),
    });
    await sql(`update api_keys set scopes = '{api,llm}' where tenant_id = ?`, [tenant.id]);
    for (const path of ['/llm/openai/v1/chat/completions', '/proxy/tavily/search']) {
      const answer = await fetch(`http://127.0.0.1:${ports[0]}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: '{"model":"gpt-4.1-mini","messages":[]}',
      });
      expect(answer.status).toBe(401);
    }
    expect(provider.seen).toHaveLength(0);
  });

  it('forgets a revoked credential within a second, in every process', async () => {
    const identity = await runOf();
    const [found] = await sql<{ id: string }>(
      `select id from credentials where tenant_id = ? and state = 'active'`,
      [tenant.id],
    );
    expect((await search(identity, 0)).status).toBe(200);
    expect((await search(identity, 1)).status).toBe(200);
    await tenant.run(() => vault().revoke(found?.id ?? ''));
    let statuses: number[] = [];
    // By the news of it: without them it would go on for the minutes that a key is kept.
    await until(async () => {
      statuses = [(await search(identity, 0)).status, (await search(identity, 1)).status];
      return !statuses.includes(200);
    });
    expect(statuses).toEqual([424, 424]);
    await createCredential();
    expect((await search(identity, 1)).status).toBe(200);
  });

  it('counts what it does', async () => {
    const text = await register.metrics();
    expect(text).toMatch(/renum_data_plane_requests_total\{.*provider="tavily".*\} \d+/);
    expect(text).not.toContain(SECRET);
  });
});
