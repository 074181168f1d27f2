import { agentConfig, type AgentModel, type Dialect } from '@renum/contracts';
import { isDomainError } from '@renum/platform';
import { AgentModels, type ModelTarget } from './model-rules';

type Model = Pick<AgentModel, 'provider' | 'name' | 'credentialId' | 'fallbacks'>;

const rulesOf = (model: Model): AgentModels => new AgentModels(agentConfig.parse({ model }));
const ID = '01a1fda5-f963-7196-8187-043089000005';

/** `provider name`, or the refusal. */
function chosen(model: Model, named: string, dialect: Dialect = 'openai', embeddings = false) {
  try {
    const operation = embeddings ? 'embeddings' : 'chat';
    const { provider, name } = rulesOf(model).choose(dialect, operation, named);
    return `${provider} ${name}`;
  } catch (error) {
    if (isDomainError(error)) return error.code;
    throw error;
  }
}

const ALONE: Model = { provider: 'openai', name: 'gpt-4.1' };
const WITH: Model = {
  ...ALONE,
  fallbacks: [
    { provider: 'anthropic', name: 'claude-haiku-4-5', credentialId: ID },
    { provider: 'groq', name: 'openai/gpt-oss-20b' },
    { provider: 'openai', name: 'gpt-4.1-mini' },
  ],
};
const ROUTER: Model = { provider: 'openrouter', name: 'anthropic/claude-3.5' };
const SAME_NAME: Model = {
  provider: 'openrouter',
  name: 'openai/gpt-4.1',
  fallbacks: [{ provider: 'openai', name: 'gpt-4.1' }],
};

describe('which model a name means', () => {
  it.each<[string, Model, string, string]>([
    ['the bare name', ALONE, 'gpt-4.1', 'openai gpt-4.1'],
    ['its reference', ALONE, 'openai/gpt-4.1', 'openai gpt-4.1'],
    ['another model', ALONE, 'gpt-5', 'operation_not_allowed'],
    ['another provider', ALONE, 'groq/gpt-4.1', 'operation_not_allowed'],
    ['a fallback', WITH, 'groq/openai/gpt-oss-20b', 'groq openai/gpt-oss-20b'],
    ['a fallback of the own provider', WITH, 'openai/gpt-4.1-mini', 'openai gpt-4.1-mini'],
    ['that by its bare name', WITH, 'gpt-4.1-mini', 'openai gpt-4.1-mini'],
    ['the bare name of a fallback elsewhere', WITH, 'openai/gpt-oss-20b', 'operation_not_allowed'],
    ['a prefix alone', WITH, 'openai/', 'operation_not_allowed'],
    ['another spelling', WITH, 'OpenAI/gpt-4.1', 'operation_not_allowed'],
    [
      'a fallback of the other dialect',
      WITH,
      'anthropic/claude-haiku-4-5',
      'operation_not_allowed',
    ],
    ['a name with a slash', ROUTER, 'anthropic/claude-3.5', 'openrouter anthropic/claude-3.5'],
    ['that in full', ROUTER, 'openrouter/anthropic/claude-3.5', 'openrouter anthropic/claude-3.5'],
    ['the second half of it', ROUTER, 'claude-3.5', 'operation_not_allowed'],
    ['what is two: the reference', SAME_NAME, 'openai/gpt-4.1', 'openai gpt-4.1'],
    ['the other in full', SAME_NAME, 'openrouter/openai/gpt-4.1', 'openrouter openai/gpt-4.1'],
  ])('%s', (_what, model, named, expected) => {
    expect(chosen(model, named)).toBe(expected);
  });

  it('keeps to the dialect of the door', () => {
    const anthropic = (named: string): string => chosen(WITH, named, 'anthropic');
    expect(anthropic('anthropic/claude-haiku-4-5')).toBe('anthropic claude-haiku-4-5');
    expect(anthropic('claude-haiku-4-5')).toBe('anthropic claude-haiku-4-5');
    expect(anthropic('openai/gpt-4.1')).toBe('operation_not_allowed');
    expect(chosen(ALONE, 'gpt-4.1', 'anthropic')).toBe('operation_not_allowed');
    expect(() => rulesOf(WITH).choose('openai', 'chat', 'anthropic/claude-haiku-4-5')).toThrow(
      'another dialect',
    );
  });

  it('takes the credential of the entry', () => {
    const rules = rulesOf({ ...WITH, credentialId: '01a1fda5-f963-7196-8187-043089000006' });
    const of = (dialect: Dialect, named: string): ModelTarget =>
      rules.choose(dialect, 'chat', named);
    expect(of('anthropic', 'anthropic/claude-haiku-4-5').credentialId).toBe(ID);
    expect(of('openai', 'gpt-4.1').credentialId).toMatch(/6$/);
    expect(of('openai', 'openai/gpt-4.1-mini').credentialId).toBeUndefined();
  });

  it('leaves embedding models their names, at a provider of the agent', () => {
    expect(chosen(ALONE, 'text-embedding-3-small', 'openai', true)).toBe(
      'openai text-embedding-3-small',
    );
    expect(chosen(WITH, 'groq/embed', 'openai', true)).toBe('groq embed');
    expect(chosen(ROUTER, 'openai/text-embedding-3-small', 'openai', true)).toBe(
      'openrouter openai/text-embedding-3-small',
    );
  });
});
