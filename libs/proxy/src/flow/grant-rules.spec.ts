import { agentConfig, type AgentConfigInput } from '@renum/contracts';
import { ProviderCatalogue } from '@renum/providers';
import { covers, decide, needsPerson, type Asked, type GrantLine } from './grant-rules';
import { grantFor } from './policy';
import { isLlm, routeOf, type ProxyRoute } from './route';

const READ: Asked = {
  kind: 'provider',
  id: 'github',
  title: 'GitHub',
  operation: 'issues.list',
  operationTitle: 'List issues',
  access: 'read',
};
const WRITE: Asked = {
  ...READ,
  operation: 'issues.create',
  operationTitle: 'Create an issue',
  access: 'write',
};
const line = (change: Partial<GrantLine> = {}): GrantLine => ({
  operations: 'all',
  ask: 'never',
  limits: {},
  ...change,
});
const refused = (message: RegExp | string) =>
  expect.objectContaining({
    code: 'operation_not_allowed',
    message: expect.stringMatching(message) as string,
  }) as Error;

describe('what a grant covers', () => {
  it.each<[GrantLine['operations'], boolean, boolean]>([
    ['all', true, true],
    ['read', true, false],
    [['issues.list'], true, false],
    [['issues.create'], false, true],
    [['issues.list', 'issues.create'], true, true],
    [['issues'], false, false],
    [['ISSUES.LIST'], false, false],
    [['unknown.operation'], false, false],
    [['read'], false, false],
    [['all'], false, false],
  ])('%j: reading %s, writing %s', (operations, reading, writing) => {
    expect([covers(operations, READ), covers(operations, WRITE)]).toEqual([reading, writing]);
  });

  it.each([
    ['never', false, false],
    ['writes', false, true],
    ['always', true, true],
  ] as const)('ask %s: reading %s, writing %s', (ask, reading, writing) => {
    expect([needsPerson(ask, 'read'), needsPerson(ask, 'write')]).toEqual([reading, writing]);
    expect(decide(READ, [line({ ask })]).ask).toBe(reading);
    expect(decide(WRITE, [line({ ask })]).ask).toBe(writing);
  });
});

describe('one decision', () => {
  it('is no without a grant, and says what to do', () => {
    expect(() => decide(WRITE, [])).toThrow(
      refused(/^GitHub: Create an issue \(issues.create\) is not allowed.*no grant.*"github"/),
    );
  });

  it('is no where the grant does not reach', () => {
    expect(() => decide(WRITE, [line({ operations: 'read' })])).toThrow(refused('reading only'));
    const named = line({ operations: ['issues.list'] });
    expect(() => decide(WRITE, [named])).toThrow(refused('does not name this operation'));
  });

  it('is no between two grants, even where both agree', () => {
    expect(() => decide(READ, [line(), line()])).toThrow(refused('2 grants'));
    expect(() => decide(READ, [line(), line()], true)).toThrow(refused('2 grants'));
  });

  it('is yes for what a tool brings along, under the rules of a grant for the same provider', () => {
    expect(decide(READ, [], true)).toEqual({ ask: false });
    const strict = line({
      operations: ['other'],
      ask: 'always',
      limits: { requestsPerMinute: 3, maxCostNano: '500' },
    });
    expect(decide(READ, [strict], true)).toEqual({
      ask: true,
      rate: { requests: 3, seconds: 60 },
      budget: { key: 'provider/github', maxCostNano: 500n },
    });
  });

  it('speaks of tools where a connection is asked', () => {
    const tool: Asked = { ...WRITE, kind: 'connection', id: 'c1', title: 'Notes' };
    expect(() => decide(tool, [])).toThrow(refused('no grant for the connection "Notes"'));
    expect(() => decide(tool, [line({ operations: ['a'] })])).toThrow(refused('this tool'));
    const limits = { maxCostNano: '7' };
    expect(decide(tool, [line({ limits })]).budget?.key).toBe('connection/c1');
  });
});

function proxyRoute(target: string): ProxyRoute {
  const route = routeOf(target);
  if (isLlm(route)) throw new Error('a door of models');
  return route;
}

describe('the grant for a route', () => {
  const catalogue = new ProviderCatalogue();
  const ask = (
    method: string,
    target: string,
    config: Partial<AgentConfigInput> = {},
    operation = catalogue.operation.bind(catalogue),
  ) =>
    grantFor(
      { find: (id) => catalogue.find(id), operation },
      agentConfig.parse({ model: { provider: 'openai', name: 'm' }, tools: [], ...config }),
      method,
      proxyRoute(target),
    );
  const credentialId = '01a1fda5-f963-7196-8187-043089000005';

  it('names the credential of the grant', () => {
    const grants = [{ provider: 'tavily', operations: 'all' as const, credentialId }];
    const grant = ask('POST', '/proxy/tavily/search', { grants });
    expect(grant).toMatchObject({ credentialId, rules: { ask: false } });
    expect(grant.operation.id).toBe('search');
  });

  it('keeps the search of the agents of old, and nothing beyond', () => {
    const tools = ['web_search' as const];
    expect(ask('POST', '/proxy/tavily/search', { tools }).operation.id).toBe('search');
    expect(ask('POST', '/proxy/tavily/extract', { tools }).operation.id).toBe('extract');
    expect(() => ask('GET', '/proxy/tavily/usage', { tools })).toThrow(refused('no grant'));
    expect(() => ask('POST', '/proxy/tavily/search')).toThrow(refused('no grant'));
  });

  it('asks a person for a search, too, where the grant says so', () => {
    const grants = [{ provider: 'tavily', operations: ['usage'], ask: 'always' as const }];
    const grant = ask('POST', '/proxy/tavily/search', { tools: ['web_search'], grants });
    expect(grant.rules?.ask).toBe(true);
  });

  it('is refused when a path could mean two operations', () => {
    const grants = [{ provider: 'tavily', operations: 'all' as const }];
    const none = () => undefined;
    expect(() => ask('POST', '/proxy/tavily/search', { grants }, none)).toThrow(
      refused('more than one'),
    );
  });

  it('lets no grant open the way around the meter of models', () => {
    const grants = [{ provider: 'openai', operations: 'all' as const }];
    expect(() => ask('POST', '/proxy/openai/chat/completions', { grants })).toThrow(
      refused('through /llm'),
    );
  });

  it('is refused between two grants of an older row', () => {
    const config = agentConfig.parse({ model: { provider: 'openai', name: 'm' } });
    const two = ['read', 'all'].map((operations) => ({
      provider: 'tavily',
      operations: operations as 'read' | 'all',
      ask: 'never' as const,
      limits: {},
    }));
    expect(() =>
      grantFor(catalogue, { ...config, grants: two }, 'GET', proxyRoute('/proxy/tavily/usage')),
    ).toThrow(refused('2 grants'));
  });
});
