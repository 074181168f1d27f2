import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Problem, TracingView } from '@renum/contracts';
import { newId } from '@renum/platform';
import {
  createTestServices,
  insertRow,
  testAgentConfig,
  testTenant,
  type TestServices,
  type TestTenant,
} from '@renum/testing';
import { VaultService } from '@renum/vault';
import { TestControlPlane, type Call } from '../testing/control-plane';
import { ok } from '../testing/ok';

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string } }[];
}
interface Received {
  url: string;
  headers: IncomingHttpHeaders;
  text: string;
  spans: Span[];
}

const SAID = 'what-the-person-asked';
const ANSWERED = 'what-the-model-answered';

/** Tracing over HTTP: the whole control plane, and a receiver of OTLP that decodes what comes. */
describe('/v1/tracing', () => {
  let services: TestServices;
  let api: TestControlPlane;
  let second: TestControlPlane;
  let tenant: TestTenant;
  let owner: Call;
  let langfuse: Server;
  let url: string;
  let received: Received[] = [];
  let status = 200;

  beforeAll(async () => {
    services = await createTestServices();
    const more = {
      EGRESS_PRIVATE_HOSTS: '127.0.0.1',
      ROOT_KEY_FILE: services.environment['ROOT_KEY_FILE'] ?? '',
    };
    // Two replicas, both of which send.
    api = await TestControlPlane.start(services, more);
    second = await TestControlPlane.start(services, more);
    langfuse = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const body = JSON.parse(text) as {
          resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
        };
        const spans = body.resourceSpans.flatMap((resource) =>
          resource.scopeSpans.flatMap((scope) => scope.spans),
        );
        received.push({ url: request.url ?? '', headers: request.headers, text, spans });
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      });
    });
    await new Promise<void>((resolve) => langfuse.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(langfuse.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    await api.stop();
    await second.stop();
    langfuse.close();
    await services.close();
  });
  beforeEach(async () => {
    received = [];
    status = 200;
    tenant = await testTenant(services.database);
    owner = await api.owner(tenant);
  });
  afterEach(() => sql('delete from trace_exports'));

  const sql = <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    services.database.platform.transaction((em) => em.execute<T[]>(text, values));
  const keyOf = (whose: TestTenant, secret: string, provider = 'langfuse') =>
    whose.run(async () => {
      const given = { provider, name: 'Key', secret };
      const vault = api.app.get(VaultService, { strict: false });
      const place = provider === 'langfuse' ? { baseUrl: url } : {};
      return (await vault.create({ ...given, ...place })).id;
    });
  const set = async (captureContent = false, sampleRate = 1): Promise<string> => {
    const credentialId = await keyOf(tenant, 'public-of-a:canary-of-a-0123456789');
    const body = { enabled: true, credentialId, captureContent, sampleRate };
    await ok(owner('PUT', '/v1/tracing', body));
    return credentialId;
  };
  const view = () => ok<TracingView>(owner('GET', '/v1/tracing'));

  /** A run that asks a model, calls a tool, and ends. */
  async function run(whose = tenant, input = SAID): Promise<string> {
    const agent = await whose.agent({
      name: 'Researcher',
      config: testAgentConfig({
        model: { provider: 'openai', name: 'gpt-4.1-mini', temperature: 0.2 },
      }),
    });
    const threadId = await whose.thread(agent.id);
    const runId = await whose.queuedRun(agent, threadId, { input, startedAt: new Date() });
    const at = new Date(Date.now() - 1_000);
    const ids = { agentId: agent.id, agentVersionId: agent.versionId, threadId, runId };
    const call = { ...ids, instanceId: newId(), occurredAt: at, status: 200, durationMs: 400 };
    await whose.insert('usage_events', {
      ...{ ...call, kind: 'llm', provider: 'openai', model: 'gpt-4.1-mini', firstTokenMs: 90 },
      ...{ operation: 'chat.completions', inputTokens: 12, outputTokens: 5, costNano: '2500' },
    });
    await whose.insert('usage_events', {
      ...{ ...call, kind: 'tool', provider: 'tavily', operation: 'search', costNano: '8000000' },
    });
    const message = {
      role: 'assistant',
      content: [{ type: 'text', text: ANSWERED }],
    };
    const body = { type: 'message.completed', messageId: 'm', message, model: 'gpt-4.1-mini' };
    await services.database.platform.transaction(async (em) => {
      const event = { tenantId: whose.id, runId, seq: 1, type: body.type, at: new Date(), body };
      await insertRow(em, 'run_events', event);
      await em.execute(`update runs set state = 'completed', ended_at = now() where id = ?`, [
        runId,
      ]);
    });
    return runId;
  }
  /** As if the ledger had had its ten seconds. */
  const due = () => sql(`update trace_exports set next_attempt_at = now() where state = 'pending'`);
  const arrived = async (count: number): Promise<Received[]> => {
    for (const end = Date.now() + 15_000; received.length < count; await delay(50))
      if (Date.now() > end) throw new Error(`only ${received.length} came`);
    return received;
  };
  const attributesOf = (span: Span | undefined): Record<string, string | undefined> =>
    Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, value.stringValue]));

  it('is off, until somebody switches it on', async () => {
    expect(await view()).toMatchObject({ enabled: false, captureContent: false });
    await run();
    expect(await sql('select 1 from trace_exports')).toEqual([]);
  });

  it('sends a run once over two replicas, with the tenant’s keys, as one trace', async () => {
    const credentialId = await set();
    const runId = await run();
    // Not at once: the last calls of a run are on their way to the ledger still.
    const [{ after } = {}] = await sql<{ after: number }>(
      `update trace_exports set next_attempt_at = next_attempt_at + interval '1 hour'
        where state = 'pending'
        returning extract(epoch from next_attempt_at - created_at)::int - 3600 as after`,
    );
    expect(after).toBe(10);
    await delay(2_500);
    expect(received).toEqual([]);
    await due();
    const [sent] = await arrived(1);
    await delay(2_500);
    expect(received).toHaveLength(1);
    expect(sent?.url).toBe('/api/public/otel/v1/traces');
    const keys = Buffer.from('public-of-a:canary-of-a-0123456789').toString('base64');
    expect(sent?.headers.authorization).toBe(`Basic ${keys}`);
    const [root, ...parts] = sent?.spans ?? [];
    expect(root).toMatchObject({ traceId: runId.replaceAll('-', ''), name: 'Researcher' });
    expect(parts.map(({ name }) => name).toSorted()).toEqual(['chat.completions', 'tavily search']);
    for (const part of parts) expect(part.parentSpanId).toBe(root?.spanId);
    const generation = attributesOf(parts.find(({ name }) => name === 'chat.completions'));
    expect(generation).toMatchObject({
      'langfuse.observation.type': 'generation',
      'langfuse.observation.model.name': 'gpt-4.1-mini',
      'langfuse.observation.usage_details': '{"input":12,"output":5,"total":17}',
      'langfuse.observation.cost_details': '{"total":0.0000025}',
      'langfuse.observation.model.parameters': '{"temperature":0.2,"maxOutputTokens":4096}',
    });
    expect(generation['langfuse.observation.completion_start_time']).toMatch(/^"\d{4}-/);
    expect(await view()).toMatchObject({ exports: { sent: 1, pending: 0, failed: 0 } });
    // Each use of the keys is on record.
    const opened = await sql(
      `select 1 from audit_entries where tenant_id = ? and action = 'credential.opened'
        and target_id = ? and detail ->> 'purpose' = 'tracing'`,
      [tenant.id, credentialId],
    );
    expect(opened).toHaveLength(1);
  });

  it('tells nothing of what was said, unless it may', async () => {
    await set(false);
    await run();
    await due();
    await set(true);
    // What ended before it was allowed is not shown afterwards.
    await arrived(1);
    await run();
    await due();
    const [first, then] = await arrived(2);
    expect(first?.text).not.toMatch(/what-the/);
    expect(then?.text).toContain(SAID);
    expect(then?.text).toContain(ANSWERED);
  });

  it('sends no secret, not even one that was repeated in the conversation', async () => {
    await set(true);
    await run(tenant, 'My keys are canary-of-a-0123456789, keep them.');
    await due();
    const [sent] = await arrived(1);
    expect(sent?.text).toContain('My keys are');
    expect(sent?.text).not.toContain('canary-of-a-0123456789');
  });

  it('never sends a run to another tenant’s project', async () => {
    const stranger = await testTenant(services.database);
    const theirs = await api.owner(stranger);
    const keyOfB = await keyOf(stranger, 'public-of-b:canary-of-b-0123456789');
    // Nor can A take B's keys.
    await ok(owner('PUT', '/v1/tracing', { enabled: true, credentialId: keyOfB }), 404);
    await ok(theirs('PUT', '/v1/tracing', { enabled: true, credentialId: keyOfB }));
    await set();
    const ofA = await run();
    const ofB = await run(stranger);
    await due();
    const both = await arrived(2);
    const by = Object.fromEntries(
      both.map(({ headers, spans }) => [
        Buffer.from(String(headers.authorization).slice(6), 'base64').toString().slice(0, 11),
        spans.map(({ traceId }) => traceId),
      ]),
    );
    const only = (id: string) => Array.from({ length: 3 }, () => id.replaceAll('-', ''));
    expect(by).toEqual({ 'public-of-a': only(ofA), 'public-of-b': only(ofB) });
  });

  it('sends again what was not taken, as the same trace', async () => {
    await set();
    status = 503;
    await run();
    await due();
    await arrived(1);
    for (let count = 0; (await view()).exports.lastError === undefined; count += 1) {
      if (count > 100) throw new Error('no error was noted');
      await delay(50);
    }
    expect(await view()).toMatchObject({
      exports: { pending: 1, lastError: 'Langfuse answered with HTTP 503.' },
    });
    status = 200;
    await due();
    const [first, again] = await arrived(2);
    const idsOf = (one?: Received) => one?.spans.map(({ traceId, spanId }) => [traceId, spanId]);
    expect(idsOf(again)).toEqual(idsOf(first));
  });

  it('notes a run whichever role ends it', async () => {
    await set();
    const agent = await tenant.agent();
    const runId = await tenant.queuedRun(agent, await tenant.thread(agent.id));
    const end = `update runs set state = 'stopped', ended_at = now() where id = ?`;
    await tenant.run(() => services.database.tenants.transaction((em) => em.execute(end, [runId])));
    expect(await sql('select run_id from trace_exports')).toEqual([{ run_id: runId }]);
  });

  it('sends no more once it is off', async () => {
    const credentialId = await set();
    await run();
    const off = { enabled: false, credentialId };
    expect(await ok<TracingView>(owner('PUT', '/v1/tracing', off))).toMatchObject({
      enabled: false,
      exports: { pending: 0 },
    });
    await run();
    await delay(2_500);
    expect(received).toEqual([]);
  });

  it('takes a part of the runs when that is wished', async () => {
    await set(false, 0);
    await run();
    expect(await sql('select 1 from trace_exports')).toEqual([]);
    const [counted] = await sql<{ some: number }>(
      `select (count(*) filter (where trace_sampled(gen_random_uuid(), 0.3)))::int as some
         from generate_series(1, 4000)`,
    );
    expect(counted?.some).toBeGreaterThan(1_000);
    expect(counted?.some).toBeLessThan(1_400);
  });

  it('is set with keys of Langfuse, by owners and admins', async () => {
    const credentialId = await keyOf(tenant, 'sk-0123456789abcdef', 'openai');
    const wrong = owner('PUT', '/v1/tracing', { enabled: true, credentialId });
    expect(await ok<Problem>(wrong, 422)).toMatchObject({ code: 'validation_failed' });
    await ok(owner('PUT', '/v1/tracing', { enabled: true }), 422);
    const builder = await api.member(tenant, 'builder');
    await ok(builder('GET', '/v1/tracing'), 403);
    await ok(builder('PUT', '/v1/tracing', { enabled: false }), 403);
  });
});
