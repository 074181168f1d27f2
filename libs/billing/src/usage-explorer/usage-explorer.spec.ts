import { USAGE_GROUPS, type UsageGroup, type UsageView } from '@renum/contracts';
import { newId } from '@renum/platform';
import { createTestDatabase, testTenant, type TestDatabase, type TestTenant } from '@renum/testing';
import type { UsageQuestion } from './question';
import { usageCsv } from './usage-csv';
import { UsageExplorer } from './usage-explorer';

/** Real: PostgreSQL under row level security, with its triggers. */
describe('UsageExplorer', () => {
  let db: TestDatabase;
  let explorer: UsageExplorer;
  let tenant: TestTenant;
  let other: TestTenant;
  let metered: TestTenant;
  let several: TestTenant;
  let agentId: string;
  let apiKeyId: string;
  const gone = newId();

  const event = (to: TestTenant, overrides: Record<string, unknown> = {}) =>
    to.insert('usage_events', {
      occurredAt: new Date('2026-11-02T12:00:00Z'),
      kind: 'llm',
      agentId,
      agentVersionId: newId(),
      threadId: newId(),
      runId: newId(),
      instanceId: newId(),
      provider: 'openai',
      model: 'gpt-4.1-mini',
      operation: 'chat.completions',
      status: 200,
      inputTokens: 100,
      cacheReadTokens: 40,
      outputTokens: 10,
      costNano: '1000',
      durationMs: 1500,
      firstTokenMs: 500,
      ...overrides,
    });

  beforeAll(async () => {
    db = await createTestDatabase();
    explorer = new UsageExplorer(db.tenants, db.platform);
    tenant = await testTenant(db);
    other = await testTenant(db);
    agentId = (await tenant.agent({ name: 'Researcher' })).id;
    apiKeyId = await tenant.insert('api_keys', {
      name: 'Website',
      role: 'builder',
      hint: 'abcd',
      keyHash: Buffer.from(newId()),
    });
    await event(tenant);
    const { userId } = tenant.owner;
    await event(tenant, { occurredAt: new Date('2026-11-02T23:59:59.999Z'), userId });
    await event(tenant, {
      occurredAt: new Date('2026-11-03T00:00:00Z'),
      kind: 'tool',
      provider: 'tavily',
      model: null,
      operation: 'search',
      status: 503,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      meter: 'credits',
      quantityMilli: 1500,
      costNano: '8000000',
      firstTokenMs: null,
    });
    await event(tenant, {
      agentId: gone,
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      estimated: true,
      estimatedReason: 'interrupted',
      durationMs: 3500,
    });
    const nobody = { agentVersionId: null, threadId: null, runId: null, instanceId: null };
    await event(tenant, { ...nobody, agentId: null, apiKeyId, costNano: '9007199254740993' });
    await event(tenant, { occurredAt: new Date('2026-10-01T00:00:00Z'), costNano: '77' });
    await event(other, { costNano: '999999' });
    metered = await testTenant(db);
    await event(metered, {
      occurredAt: new Date('2026-09-02T12:10:00Z'),
      kind: 'sandbox',
      provider: 'renum',
      model: null,
      operation: 'sandbox.1cpu-1024mb',
      status: null,
      inputTokens: 0,
      outputTokens: 0,
      cacheReadTokens: 0,
      meter: 'sandbox_seconds',
      quantityMilli: 60_000,
      costNano: '0',
      durationMs: null,
      firstTokenMs: null,
    });
    several = await testTenant(db);
    const then = { occurredAt: new Date('2026-08-02T12:10:00Z') };
    const own = { ...then, provider: 'renum', model: null, status: null, costNano: '0' };
    await event(several, then);
    const use = { kind: 'sandbox', operation: 'sandbox.small', meter: 'sandbox_seconds' };
    await event(several, { ...own, ...use, quantityMilli: 90_000 });
    await event(several, { ...own, ...use, quantityMilli: 9_992 });
    const sent = { kind: 'egress', operation: 'egress', meter: 'egress_mb' };
    await event(several, { ...own, ...sent, quantityMilli: 2_500 });
  });
  afterAll(() => db.drop());

  const NOVEMBER: UsageQuestion & { groupBy: UsageGroup } = {
    from: new Date('2026-11-01'),
    to: new Date('2026-12-01'),
    timeZone: 'UTC',
    groupBy: 'day',
    top: 8,
    measure: 'cost',
  };
  const explore = (question: Partial<typeof NOVEMBER>, as = tenant): Promise<UsageView> =>
    as.run(() => explorer.explore({ ...NOVEMBER, ...question }));
  const figures = ({ key, label, calls }: UsageView['rows'][number]) => [key, label, calls];

  it('groups by UTC day and adds up, exactly', async () => {
    const view = await explore({});
    expect(view.rows).toEqual([
      expect.objectContaining({ key: '2026-11-02', llmCalls: 4, costNano: '9007199254743993' }),
      expect.objectContaining({ key: '2026-11-03', toolCalls: 1, costNano: '8000000' }),
    ]);
    expect(view.buckets).toHaveLength(30);
    expect(view.totals).toEqual({
      costNano: '9007199262743993',
      chargeNano: '0',
      calls: 5,
      llmCalls: 4,
      toolCalls: 1,
      failedCalls: 1,
      inputTokens: 400,
      outputTokens: 40,
      cacheReadTokens: 160,
      cacheWriteTokens: 0,
      unitsMilli: 1500,
      meter: 'credits',
      estimatedEvents: 1,
      firstTokenMs: 500,
      // 40 tokens in 1 + 1 + 1 + 3 seconds.
      tokensPerSecond: 6.7,
    });
  });

  it.each(USAGE_GROUPS)('by %s adds up to the same, and so do its steps', async (groupBy) => {
    const { totals } = await explore({});
    const view = await explore({ groupBy, bucket: 'week', top: 1 });
    expect(view.totals).toEqual(totals);
    if (groupBy === 'day') return;
    const points = view.series?.points ?? [];
    const sum = points.reduce((all, { costNano }) => all + BigInt(costNano), 0n);
    expect(sum.toString()).toBe(totals.costNano);
    expect(points.reduce((all, { calls }) => all + calls, 0)).toBe(totals.calls);
  });

  it.each([
    ['from the sums of hours', '2026-09-02T12:00:00Z', '2026-09-02T13:00:00Z'],
    ['from the events themselves', '2026-09-02T11:30:00Z', '2026-09-02T12:30:00Z'],
  ])('counts no call for a minute of a sandbox, read %s', async (_, from, to) => {
    const { totals } = await explore({ from: new Date(from), to: new Date(to) }, metered);
    expect(totals).toMatchObject({ calls: 0, failedCalls: 0, unitsMilli: 60_000 });
    expect(totals.meter).toBe('sandbox_seconds');
  });

  it.each([
    ['from the sums of hours', '2026-08-02T12:00:00Z', '2026-08-02T13:00:00Z'],
    ['from the events themselves', '2026-08-02T11:30:00Z', '2026-08-02T12:30:00Z'],
  ])('says what it has counted where that is one thing, read %s', async (_, from, to) => {
    const range = { from: new Date(from), to: new Date(to) };
    const counted = async (groupBy: UsageGroup) => {
      const { rows, totals } = await explore({ ...range, groupBy }, several);
      expect(totals).not.toHaveProperty('meter');
      return rows.map(({ key, unitsMilli, meter }) => [key, unitsMilli, meter]).toSorted();
    };
    expect(await counted('kind')).toEqual([
      ['egress', 2_500, 'egress_mb'],
      ['llm', 0, undefined],
      ['sandbox', 99_992, 'sandbox_seconds'],
    ]);
    expect(await counted('provider')).toEqual([
      ['openai', 0, undefined],
      ['renum', 102_492, undefined],
    ]);
    expect(await counted('day')).toEqual([['2026-08-02', 102_492, undefined]]);
    const csv = usageCsv(await explore({ ...range, groupBy: 'kind' }, several)).split('\r\n');
    const at = csv[0]?.split(',').indexOf('meter') ?? -1;
    expect(
      csv
        .slice(1, -1)
        .map((line) => line.split(',').slice(at - 1, at + 1))
        .toSorted(),
    ).toEqual([
      ['0', ''],
      ['2.5', 'egress_mb'],
      ['99.992', 'sandbox_seconds'],
    ]);
  });

  it('tells the largest groups apart over time, the others together', async () => {
    const { series, rows } = await explore({ groupBy: 'model', bucket: 'day', top: 2 });
    expect(rows.map(({ key }) => key)).toEqual([
      'openai/gpt-4.1-mini',
      'tavily/search',
      'anthropic/claude-sonnet-4-5',
    ]);
    expect(series?.groups.map(({ key, others }) => [key, others])).toEqual([
      ['openai/gpt-4.1-mini', undefined],
      ['tavily/search', undefined],
      ['others', true],
    ]);
    expect(series?.points.map(({ bucket, key, calls }) => [bucket, key, calls])).toEqual([
      ['2026-11-02', 'openai/gpt-4.1-mini', 3],
      ['2026-11-03', 'tavily/search', 1],
      ['2026-11-02', 'others', 1],
    ]);
  });

  it.each([
    ['calls', 'openai'],
    ['units', 'tavily'],
    ['failed', 'tavily'],
    ['tokens', 'openai'],
  ] as const)('finds the largest by %s', async (measure, provider) => {
    expect((await explore({ groupBy: 'provider', measure })).rows[0]?.key).toBe(provider);
  });

  it('names agents and apps, also what is gone and what is of neither', async () => {
    expect((await explore({ groupBy: 'agent' })).rows.map(figures)).toEqual([
      ['none', 'No agent', 1],
      [agentId, 'Researcher', 3],
      [gone, 'Deleted agent', 1],
    ]);
    expect((await explore({ groupBy: 'app' })).rows.map(figures)).toEqual([
      [apiKeyId, 'Website', 1],
      ['none', 'Agents', 4],
    ]);
  });

  it.each([
    [{ agentId: gone }, 1],
    [{ agentId: 'none' }, 1],
    [{ memberId: 'none' }, 4],
    [{ provider: 'tavily' }, 1],
    [{ model: 'openai/gpt-4.1-mini' }, 3],
    [{ operation: 'tavily/search' }, 1],
    [{ kind: 'tool' as const }, 1],
    [{ apiKeyId: 'none', kind: 'llm' as const }, 3],
    [{ provider: `x' or true --` }, 0],
  ])('is narrowed by %j', async (filters, calls) => {
    expect((await explore({ groupBy: 'kind', ...filters })).totals.calls).toBe(calls);
  });

  it('is narrowed by member and app', async () => {
    expect((await explore({ memberId: tenant.owner.userId })).totals.calls).toBe(1);
    expect((await explore({ apiKeyId })).totals.calls).toBe(1);
  });

  // Whole hours come from their sums, the rest from the events: to the millisecond the same.
  it.each([
    ['2026-11-02T12:00:00.000Z', '2026-11-03T00:00:00.001Z', 5],
    ['2026-11-02T12:00:00.001Z', '2026-11-03T00:00:00.000Z', 1],
    ['2026-11-02T11:59:59.999Z', '2026-11-02T12:00:00.001Z', 3],
    ['2026-11-02T12:00:00.000Z', '2026-11-02T12:30:00.000Z', 3],
    ['2026-11-02T12:10:00.000Z', '2026-11-02T12:30:00.000Z', 0],
    ['2026-11-02T13:00:00.000Z', '2026-11-02T23:59:59.999Z', 0],
    ['2026-11-02T13:00:00.000Z', '2026-11-03T00:00:00.000Z', 1],
    ['2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z', 5],
  ])('counts what lies from %s until before %s', async (from, to, calls) => {
    const { totals } = await explore({ from: new Date(from), to: new Date(to) });
    expect(totals.calls).toBe(calls);
    // Edges carry each figure, as the hours do.
    if (calls === 3) expect(totals).toMatchObject({ firstTokenMs: 500, tokensPerSecond: 6 });
  });

  it.each([
    ['Asia/Tokyo', '2026-11-02T15:00Z', '2026-11-03T15:00Z', [['2026-11-03', 2]]],
    ['Europe/Berlin', '2026-11-01T23:00Z', '2026-11-02T23:00Z', [['2026-11-02', 3]]],
    ['Asia/Kolkata', '2026-11-02T18:30Z', '2026-11-03T18:30Z', [['2026-11-03', 2]]],
    [
      'America/New_York',
      '2026-11-01T04:00Z',
      '2026-11-04T05:00Z',
      // 19:00 of the day before in UTC.
      [['2026-11-02', 5]],
    ],
  ] as const)('has the days of %s', async (timeZone, from, to, days) => {
    const view = await explore({ timeZone, from: new Date(from), to: new Date(to) });
    expect(view.rows.map(({ key, calls }) => [key, calls])).toEqual(days);
  });

  it('steps by the hour and by the month', async () => {
    const hours = await explore({
      bucket: 'hour',
      from: new Date('2026-11-02T12:00Z'),
      to: new Date('2026-11-03T01:00Z'),
    });
    expect(hours.rows.map(({ key, calls }) => [key, calls])).toEqual([
      ['2026-11-02T12:00:00.000Z', 3],
      ['2026-11-02T23:00:00.000Z', 1],
      ['2026-11-03T00:00:00.000Z', 1],
    ]);
    const months = await explore({ bucket: 'month', from: new Date('2026-09-15') });
    expect(months.buckets).toEqual(['2026-09-01', '2026-10-01', '2026-11-01']);
    expect(months.rows.map(({ key, calls }) => [key, calls])).toEqual([
      ['2026-10-01', 1],
      ['2026-11-01', 5],
    ]);
  });

  it('sees nothing of another tenant, whatever is asked for', async () => {
    expect((await explore({}, other)).totals.costNano).toBe('999999');
    for (const filters of [
      { memberId: tenant.owner.userId },
      { apiKeyId },
      { tenantId: tenant.id },
    ])
      expect((await explore({ groupBy: 'model', ...filters }, other)).totals.calls).toBe(0);
    const names = (await explore({ groupBy: 'agent' }, other)).rows.map(({ label }) => label);
    expect(names).toEqual(['Deleted agent']);
  });

  it('shows operators all tenants, or one', async () => {
    const all = await explorer.exploreAll({ ...NOVEMBER, groupBy: 'tenant' });
    expect(all.rows.map(({ key, calls }) => [key, calls])).toEqual([
      [tenant.id, 5],
      [other.id, 1],
    ]);
    const one = await explorer.exploreAll({ ...NOVEMBER, groupBy: 'agent', tenantId: other.id });
    expect(one.totals.costNano).toBe('999999');
  });
});
