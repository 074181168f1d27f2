import type { Page, Problem } from '@renum/contracts';
import { ApiClient, type Answer } from './support/api-client';
import { idsIn, operations, sampleOf, withValue, type Operation } from './support/openapi';
import { makeSecondTenant, type SecondTenant } from './support/second-tenant';

/** Whose id a field of a body, or of a query, is. */
const OWNER_OF_FIELD: Record<string, string> = {
  agentId: 'agents',
  apiKeyId: 'api-keys',
  runId: 'runs',
  credentialId: 'credentials',
  tenantId: 'tenants',
  actorId: 'users',
  targetId: 'agents',
  cursor: 'runs',
};
/** Bodies whose rules a schema cannot say, and that their routes show no example of. */
const BODIES: Record<string, unknown> = {
  'POST /v1/credentials/{id}/replace': { secret: 'sk-something-long-enough' },
};
/** Bodies in which a field has a place that the example's rules leave it none. */
const BODIES_WITH: Record<string, unknown> = {
  'POST /v1/budgets apiKeyId': { scope: 'app', period: 'month', limitNano: '1000000000' },
};
/** B has no file to download, and without a payment provider nobody pays. */
const WITHOUT_SAMPLE = ['GET /v1/threads/{id}/files/content', 'GET /v1/payments/{id}'];
/** Without a payment provider they say so before they look at anything. */
const UNAVAILABLE = ['POST /v1/invoices/{id}/payments'];
/** Ids in them mean nothing to who is not signed in, only choose among one's own, or are new ones. */
const IDS_WITHOUT_EFFECT = ['POST /v1/auth/sign-in', 'POST /v1/wallet/top-ups', ...UNAVAILABLE];

const PARAMETER = /\{\w+\}/;
const refusal = ({ status, body }: Answer<unknown>) => {
  const { code, detail } = body as Partial<Problem>;
  return { status, code, detail };
};

/**
 * T5: for tenant A, what belongs to tenant B does not exist. Asserted on every operation of the
 * OpenAPI document, so a new route is checked, or fails for want of a sample, without anybody
 * thinking of it.
 */
describe('tenant A and what belongs to tenant B', () => {
  let all: Operation[];
  let b: SecondTenant;
  let a: ApiClient;
  let operator: ApiClient;

  beforeAll(async () => {
    all = await operations();
    a = await ApiClient.signIn('owner');
    operator = await ApiClient.signIn('operator');
    b = await makeSecondTenant(operator);
    // What A needs of its own, to point at what is B's. Nobody may dial this address.
    const tickets = { kind: 'mcp', name: 'Tickets of A', url: 'https://203.0.113.7/mcp' };
    await a.post('/v1/connections', tickets);
  });

  const idFor = (name: string): string => {
    const id = b.ids[name];
    if (!id) throw new Error(`No sample of tenant B for "${name}": add one to second-tenant.ts.`);
    return id;
  };
  const resourceOf = (path: string): string => {
    const segments = path.split('/');
    const at = segments.findIndex((segment) => PARAMETER.test(segment));
    return segments[at - 1] ?? path;
  };
  /** Fills in the first parameter with `id`, later ones with B's, or with ids that are nobody's. */
  const address = ({ path, query }: Operation, id: string): string => {
    const filled = path
      .replace(PARAMETER, id)
      .replaceAll(/\{(\w+)\}/g, (_, name: string) => b.ids[name] ?? crypto.randomUUID());
    const needed = query.filter(({ required }) => required);
    const values = new URLSearchParams();
    for (const { name, schema } of needed) values.set(name, String(sampleOf(schema ?? {})));
    return values.size > 0 ? `${filled}?${values.toString()}` : filled;
  };
  const bodyOf = (operation: Operation): unknown =>
    BODIES[operation.name] ?? (operation.body && sampleOf(operation.body));
  const withIds = () => all.filter(({ path, isOperators }) => PARAMETER.test(path) && !isOperators);
  const ownAddress = async (operation: Operation): Promise<string> => {
    if (!PARAMETER.test(operation.path)) return operation.path;
    const list = await a.get<Page<{ id: string }>>(`/v1/${resourceOf(operation.path)}`);
    const [own] = list.items;
    if (!own) throw new Error(`Tenant A has nothing of its own for ${operation.name}.`);
    return address(operation, own.id);
  };
  /** What B sees of its own; it must be the same after all that A has tried. */
  const viewOfB = async () => {
    const reads = withIds().filter(({ method }) => method === 'GET');
    const answers = reads.map(async (operation) => {
      const path = address(operation, idFor(resourceOf(operation.path)));
      const { status, body } = await b.owner.call('GET', path);
      return [operation.name, status, status < 400 ? body : null];
    });
    return Promise.all(answers);
  };

  it('has a document that shows the routes there are', () => {
    expect(all.length).toBeGreaterThan(40);
    expect(withIds().length).toBeGreaterThan(20);
  });

  it('finds nothing under any id of B, in the very words for ids that do not exist', async () => {
    const before = await viewOfB();
    const missing = before.filter(([, status]) => status !== 200).map(([name]) => name);
    // The samples are real: B itself finds them.
    expect(missing.filter((name) => !WITHOUT_SAMPLE.includes(String(name)))).toEqual([]);

    for (const operation of withIds()) {
      const body = bodyOf(operation);
      const ask = (id: string) => a.call(operation.method, address(operation, id), body);
      const foreign = refusal(await ask(idFor(resourceOf(operation.path))));
      expect({ route: operation.name, ...foreign }).toMatchObject({
        route: operation.name,
        ...(UNAVAILABLE.includes(operation.name)
          ? { status: 501 }
          : { status: 404, code: 'not_found' }),
      });
      expect({ route: operation.name, ...refusal(await ask(crypto.randomUUID())) }).toEqual({
        route: operation.name,
        ...foreign,
      });
    }
    expect(await viewOfB()).toEqual(before);
  });

  it('cannot refer to B in a body', async () => {
    const referring = all.filter(
      ({ name, isOperators }) => !isOperators && !IDS_WITHOUT_EFFECT.includes(name),
    );
    const tried: string[] = [];
    for (const operation of referring) {
      for (const at of idsIn(operation.body)) {
        const field = at.at(-1) ?? '';
        const id = idFor(OWNER_OF_FIELD[field] ?? field);
        const where = `${operation.name} ${at.join('.')}`;
        const sample = BODIES_WITH[where] ?? sampleOf(operation.body ?? {}, at);
        const body = withValue(sample, at, id);
        const answer = await a.call(operation.method, await ownAddress(operation), body);
        expect({ where, ...refusal(answer) }).toMatchObject({ where, status: 404 });
        tried.push(where);
      }
    }
    expect(tried).toEqual(
      expect.arrayContaining([
        'POST /v1/threads agentId',
        'POST /v1/agents config.model.credentialId',
        'PATCH /v1/agents/{id} config.model.credentialId',
        'POST /v1/auth/switch tenantId',
      ]),
    );
  });

  it('sees nothing of B in any list, filtered by B’s ids or not', async () => {
    const foreign = Object.values(b.ids);
    const lists = all.filter(
      ({ method, path, isOperators, isPublic }) =>
        method === 'GET' && !PARAMETER.test(path) && !isOperators && !isPublic,
    );
    expect(lists.length).toBeGreaterThan(8);
    for (const operation of lists) {
      const { path, query } = operation;
      const filters = query.filter(({ schema }) => schema?.format === 'uuid');
      const plain = address(operation, '');
      const addresses = filters.map(({ name }) => {
        const id = idFor(OWNER_OF_FIELD[name] ?? name);
        return { address: `${plain}${plain === path ? '?' : '&'}${name}=${id}`, id };
      });
      for (const { address: asked, id } of [{ address: plain, id: '' }, ...addresses]) {
        const { status, body } = await a.call('GET', asked);
        const text = JSON.stringify(body);
        const seen = foreign.filter((one) => one !== id && text.includes(one));
        // 424: it asks a provider for which A has no credential.
        expect({ asked, ok: [200, 404, 424].includes(status), seen }).toEqual({
          asked,
          ok: true,
          seen: [],
        });
      }
    }
  });

  it('gets no further on operators’ routes than anybody', async () => {
    const operators = all.filter(({ isOperators }) => isOperators);
    expect(operators.length).toBeGreaterThan(5);
    for (const operation of operators) {
      for (const id of [b.ids['tenants'] ?? '', crypto.randomUUID()]) {
        const answer = await a.call(operation.method, address(operation, id), bodyOf(operation));
        expect({ route: operation.name, ...refusal(answer) }).toMatchObject({
          route: operation.name,
          status: 403,
          code: 'forbidden',
        });
      }
    }
  });

  it('is itself closed to B and to the operator', async () => {
    const { items } = await a.agents();
    const [own] = items;
    expect((await b.owner.call('GET', `/v1/agents/${own?.id ?? ''}`)).status).toBe(404);
    for (const operation of withIds()) {
      const path = address(operation, crypto.randomUUID());
      const answer = await operator.call(operation.method, path, bodyOf(operation));
      expect({ route: operation.name, status: answer.status }).toEqual({
        route: operation.name,
        status: 403,
      });
    }
  });

  it('was refused by tenancy and by nothing else: B gets through with the same requests', async () => {
    const order = ['POST', 'PATCH', 'PUT', 'DELETE'];
    const changes = withIds()
      .filter(({ method }) => method !== 'GET')
      .toSorted((one, other) => order.indexOf(one.method) - order.indexOf(other.method));
    for (const operation of changes) {
      const path = address(operation, idFor(resourceOf(operation.path)));
      const { status } = await b.owner.call(operation.method, path, bodyOf(operation));
      // 501: this installation has no payment provider.
      const refused = [401, 403, 404, 422].includes(status) || (status >= 500 && status !== 501);
      expect({ route: operation.name, status, refused }).toMatchObject({ refused: false });
    }
  });
});
