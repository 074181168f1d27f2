import type { AgentConfig, ConnectionGrant, ProviderGrant } from '@renum/contracts';
import { agentConfig } from '../../../../testing/views';
import { grantChanges } from './grant-changes';

const tavily = (overrides: Partial<ProviderGrant> = {}): ProviderGrant => ({
  provider: 'tavily',
  operations: 'read',
  ask: 'never',
  limits: {},
  ...overrides,
});
const weather = (overrides: Partial<ConnectionGrant> = {}): ConnectionGrant => ({
  connectionId: 'c1',
  tools: 'all',
  ask: 'writes',
  limits: {},
  ...overrides,
});

describe('what changed in the grants of an agent', () => {
  const titles: Record<string, string> = { tavily: 'Tavily', c1: 'Weather' };
  const changed = (before: Partial<AgentConfig>, after: Partial<AgentConfig>) =>
    grantChanges(agentConfig(before), agentConfig(after), (id) => titles[id] ?? id);

  it('says what was given and taken away', () => {
    const limits = { requestsPerMinute: 30, maxCostNano: '500000000' };
    expect(changed({}, { grants: [tavily({ limits })], connections: [weather()] })).toEqual([
      'Tavily given: all operations that read · never asks · 30 calls a minute · $0.5000 a run',
      'Weather given: all tools · asks before it changes something',
    ]);
    expect(changed({ grants: [tavily()], connections: [weather()] }, {})).toEqual([
      'Tavily taken away',
      'Weather taken away',
    ]);
  });

  it('says what is other than before', () => {
    const before = { grants: [tavily({ operations: ['search', 'map'] })] };
    const after = tavily({ operations: ['search', 'extract'], ask: 'always', credentialId: 'k' });
    expect(changed(before, { grants: [after] })).toEqual([
      'Tavily: with extract; without map; asks before every call (before: never asks); another key',
    ]);
    expect(
      changed({ grants: [tavily()] }, { grants: [tavily({ operations: ['search'] })] }),
    ).toEqual(['Tavily: 1 operation (before: all operations that read)']);
    expect(
      changed({ grants: [tavily({ limits: { requestsPerMinute: 5 } })] }, { grants: [tavily()] }),
    ).toEqual(['Tavily: no limits of its own (before: 5 calls a minute)']);
  });

  it('says nothing when nothing changed', () => {
    const same = () => ({ grants: [tavily({ operations: ['a'] })], connections: [weather()] });
    expect(changed(same(), same())).toEqual([]);
  });
});
