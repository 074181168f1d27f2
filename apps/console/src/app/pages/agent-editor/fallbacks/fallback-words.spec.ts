import type { AgentModel } from '@renum/contracts';
import { faultsOf, modelChanges } from './fallback-words';

const model = (overrides: Partial<AgentModel> = {}): AgentModel => ({
  provider: 'openai',
  name: 'gpt-4.1',
  maxOutputTokens: 4096,
  ...overrides,
});
const fallbacks: AgentModel['fallbacks'] = [
  { provider: 'anthropic', name: 'claude-haiku-4-5' },
  { provider: 'openrouter', name: 'openai/gpt-4.1' },
];

describe('what changed in the models of an agent', () => {
  it('says what takes over, and when', () => {
    const after = model({ fallbacks, fallbackOn: ['timeout'], fallbackAfterSeconds: 20 });
    expect(modelChanges(model(), after)).toEqual([
      'Falls back to: anthropic/claude-haiku-4-5, then openrouter/openai/gpt-4.1 (before: nothing)',
      'Falls back when: it takes too long; after 20 s without a word (before: never)',
    ]);
  });

  it('says another model and another key', () => {
    expect(modelChanges(model(), model({ name: 'gpt-5' }))[0]).toBe(
      'Model: openai/gpt-5 (before: openai/gpt-4.1)',
    );
    expect(modelChanges(model(), model({ credentialId: 'k' }))).toEqual([
      'Other keys for its models',
    ]);
  });

  it('says nothing when nothing changed, all causes being the rule', () => {
    const all: AgentModel['fallbackOn'] = [
      'refused',
      'rate_limited',
      'unavailable',
      'timeout',
      'context_window',
    ];
    expect(modelChanges(model({ fallbacks }), model({ fallbacks, fallbackOn: all }))).toEqual([]);
  });
});

it('finds the same model twice, however it is typed', () => {
  const again = { provider: 'openai' as const, name: ' gpt-4.1 ' };
  expect(faultsOf(model(), [again])).toEqual(['This model is there already']);
  expect(faultsOf(model({ name: 'x' }), [again, again])).toEqual([
    '',
    'This model is there already',
  ]);
  expect(faultsOf(model(), [{ provider: 'groq', name: ' ' }])).toEqual(['Name the model']);
  expect(faultsOf(model(), [{ provider: 'groq', name: 'gpt-4.1' }])).toEqual(['']);
});
