import type { RefusalRow } from '@renum/billing';
import { newId } from '@renum/platform';
import { Decisions } from './decisions';
import type { Exchange } from './exchange';
import { shownPath } from './shown-path';

describe('Decisions', () => {
  let kept: RefusalRow[];
  let lost: number;
  let warnings: string[];
  let broken: boolean;
  let now: number;
  let decisions: Decisions;
  const runId = newId();

  beforeEach(() => {
    jest.useFakeTimers();
    [kept, lost, warnings, broken, now] = [[], 0, [], false, 0];
    const sink = {
      add: (rows: readonly RefusalRow[]) => {
        if (broken) return Promise.reject(new Error('no database'));
        kept.push(...rows);
        return Promise.resolve([]);
      },
    };
    decisions = new Decisions(
      sink,
      { refusalsLost: (times) => (lost += times) },
      { warn: (_details, message) => warnings.push(message) },
      () => now,
    );
  });
  afterEach(() => jest.useRealTimers());

  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 200) {
      now += 200;
      await jest.advanceTimersByTimeAsync(200);
    }
  };
  const exchange = (overrides: Partial<Exchange> & { url?: string } = {}) => {
    const { url = '/proxy/github/user?token=abc', ...rest } = overrides;
    const identity = {
      tenantId: newId(),
      agentId: newId(),
      agentVersionId: newId(),
      threadId: newId(),
      runId,
      instanceId: newId(),
      exp: 0,
    };
    const req = { method: 'GET', url };
    return {
      id: newId(),
      provider: 'github',
      caller: identity,
      req,
      ...rest,
    } as unknown as Exchange;
  };
  const no = { code: 'operation_not_allowed', message: 'No grant.' } as const;
  const refuse = (times: number, overrides: Parameters<typeof exchange>[0] = {}) => {
    for (let count = 0; count < times; count += 1) decisions.refused(exchange(overrides), no);
  };

  it('writes soon, and without the query', async () => {
    const asked = exchange({ operation: 'users.get', credentialId: 'c', connectionId: 'n' });
    decisions.refused(asked, no);
    expect(kept).toEqual([]);
    await pass(200);
    expect(kept).toEqual([
      expect.objectContaining({
        id: asked.id,
        run_id: runId,
        provider: 'github',
        operation: 'users.get',
        credential_id: 'c',
        connection_id: 'n',
        method: 'GET',
        path: '/user',
        code: 'operation_not_allowed',
        reason: 'No grant.',
        times: 1,
      }),
    ]);
  });

  it('says nothing of callers that it does not know', async () => {
    refuse(1, { caller: undefined });
    await pass(400);
    expect(kept).toEqual([]);
  });

  it('writes at once when much has come together', async () => {
    for (let index = 0; index < 500; index += 1) refuse(1, { operation: `o${index}` });
    await jest.advanceTimersByTimeAsync(0);
    expect(kept).toHaveLength(500);
  });

  it('gathers a flood: twenty one by one, the rest as one row when ten seconds are over', async () => {
    refuse(1_000);
    await pass(9_800);
    expect(kept.map(({ times }) => times)).toEqual(Array(20).fill(1));
    refuse(5, { operation: 'another' });
    await pass(400);
    expect(kept.slice(20).map(({ times }) => times)).toEqual([1, 1, 1, 1, 1, 980]);
    // And once more after it.
    refuse(21);
    await pass(10_200);
    expect(kept.slice(26).map(({ times }) => times)).toEqual([...Array<number>(20).fill(1), 1]);
  });

  it('waits for PostgreSQL, with a bound: the oldest go, and it says so once', async () => {
    broken = true;
    for (let index = 0; index < 5_200; index += 1) refuse(1, { operation: `o${index}` });
    await pass(3_000);
    expect(lost).toBe(200);
    expect(warnings.filter((text) => text.includes('oldest are left out'))).toHaveLength(1);
    broken = false;
    await pass(4_000);
    expect(kept).toHaveLength(5_000);
    expect(kept[0]?.operation).toBe('o200');
    expect(new Set(kept.map(({ id }) => id)).size).toBe(5_000);
  });

  it('writes everything at its end', async () => {
    refuse(30);
    await decisions.close();
    expect(kept.reduce((sum, { times }) => sum + times, 0)).toBe(30);
  });

  it.each([
    ['/proxy/tavily/search?api_key=sk-1', '/search'],
    ['/llm/openai/v1/chat/completions', '/chat/completions'],
    ['/llm/anthropic/v1/messages', '/v1/messages'],
    [`/mcp/${runId}/x`, '/x'],
    ['/proxy/tavily', '/proxy/tavily'],
    ['/proxy/tavily/a#b?c', '/a'],
    [`/proxy/tavily/${'x'.repeat(2000)}`, `/${'x'.repeat(511)}`],
  ])('shows %s as %s', (target, path) => {
    expect(shownPath(target)).toBe(path);
  });
});
