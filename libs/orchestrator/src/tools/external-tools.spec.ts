import { agentConfig, externalTool, type ProviderGrant } from '@renum/contracts';
import { providerManifest, ProviderCatalogue, type ProviderSource } from '@renum/providers';
import { grantedTools } from './external-tools';

const catalogue = new ProviderCatalogue();
const model = { provider: 'openai', name: 'm' };

/** An own provider of `count` operations. */
const own = (id: string, count: number, longName = '') =>
  providerManifest.parse({
    ...catalogue.get('tavily'),
    id,
    title: 'Own',
    standInPath: undefined,
    baseUrl: `https://${id}.example`,
    hosts: [`${id}.example`],
    operations: Array.from({ length: count }, (_, i) => ({
      id: `${longName}op_${i}`,
      title: `Operation ${i}`,
      method: i % 2 === 0 ? 'GET' : 'POST',
      path: `/op${i}/:id`,
      access: i % 2 === 0 ? 'read' : 'write',
      safeToRetry: false,
    })),
  });
const owns = [own('own-many', 300), own('own-more', 100), own('own-few', 20)];
const named = own(
  'own-a-provider-with-quite-a-long-name',
  3,
  'an_operation_with_a_very_long_name_',
);
const source: ProviderSource = {
  find: (id) => [...owns, named].find((each) => each.id === id) ?? catalogue.find(id),
  operation: () => undefined,
};
const tools = (...grants: (Partial<ProviderGrant> & { provider: string })[]) => {
  const config = agentConfig.parse({
    model,
    grants: grants.map((grant) => ({ operations: 'all', ...grant })),
  });
  const made = grantedTools(config, source);
  for (const tool of made) externalTool.parse(tool);
  expect(new Set(made.map(({ name }) => name)).size).toBe(made.length);
  return made;
};

describe('grantedTools', () => {
  it('offers what is granted, and nothing else', () => {
    const names = (operations: ProviderGrant['operations']) =>
      tools({ provider: 'slack', operations }).map(({ name }) => name);
    expect(names(['chat.post_message', 'nobody'])).toEqual(['slack__chat_post_message']);
    expect(names('read')).not.toContain('slack__chat_post_message');
    expect(names('read')).toContain('slack__conversations_history');
    expect(names('all').length).toBe(catalogue.get('slack').operations.length);
    expect(tools({ provider: 'openai' }, { provider: 'own-nobody' })).toEqual([]);
  });

  it('describes path, query and body in one flat object', () => {
    const [tool] = tools({ provider: 'github', operations: ['contents.get'] });
    expect(tool).toMatchObject({
      name: 'github__contents_get',
      access: 'read',
      asks: false,
      parameters: { type: 'object', required: ['owner', 'repo', 'path'] },
      target: {
        type: 'http',
        provider: 'github',
        method: 'GET',
        path: '/repos/{owner}/{repo}/contents/{path*}',
        pathParameters: ['owner', 'repo', 'path'],
        body: 'none',
      },
    });
    const [generic] = tools({ provider: 'own-few', operations: ['op_1'] });
    expect(generic?.parameters).toMatchObject({
      properties: { id: { type: 'string' }, query: { type: 'object' }, body: { type: 'object' } },
      required: ['id'],
    });
    expect(generic?.target).toMatchObject({ path: '/op1/{id}', body: 'json', queryParameters: [] });
  });

  it('says which calls a person may have to approve', () => {
    const asks = (ask: ProviderGrant['ask']) =>
      tools({ provider: 'own-few', operations: ['op_0', 'op_1'], ask }).map((tool) => tool.asks);
    expect([asks('never'), asks('writes'), asks('always')]).toEqual([
      [false, false],
      [false, true],
      [true, true],
    ]);
  });

  it('gathers what there is no room for behind one tool a provider', () => {
    expect(tools({ provider: 'own-more' })).toHaveLength(100);
    const made = tools({ provider: 'own-many' }, { provider: 'own-few' });
    expect(made).toHaveLength(41 + 20);
    const call = made.find(({ name }) => name === 'own-many__call');
    expect(call?.target).toMatchObject({ type: 'provider', operations: { length: 260 } });
    expect(call?.parameters).toMatchObject({ required: ['operation'] });
    expect(call?.access).toBe('write');
    const crowded = tools(
      { provider: 'own-many' },
      { provider: 'own-more' },
      { provider: 'github' },
      { provider: 'own-few' },
      { provider: 'rapidapi-linkedin' },
    );
    expect(crowded.length).toBeLessThanOrEqual(128);
    for (const id of ['own-many__call', 'own-more__call', 'github__issues_list'])
      expect(crowded.map(({ name }) => name)).toContain(id);
  });

  it('cuts long names to the same ones in every run', () => {
    const [first, second] = [tools({ provider: named.id }), tools({ provider: named.id })];
    expect(first).toHaveLength(3);
    expect(first.every(({ name }) => name.length <= 64)).toBe(true);
    expect(first).toEqual(second);
  });

  it.each(catalogue.list().filter(({ kind }) => kind === 'tool'))(
    'makes tools of all that $id offers',
    ({ id, operations }) => {
      expect(tools({ provider: id })).toHaveLength(operations.length);
    },
  );
});
