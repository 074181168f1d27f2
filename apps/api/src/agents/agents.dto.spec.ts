import { agentConfig } from '@renum/contracts';
import { updateAgentBody } from './agents.dto';

describe('a change of an agent', () => {
  const grant = { provider: 'tavily', operations: 'read' };

  it('may touch every part of the configuration', () => {
    const parts = Object.keys(updateAgentBody.shape.config.unwrap().shape);
    expect(parts.toSorted()).toEqual(Object.keys(agentConfig.shape).toSorted());
  });

  it('carries grants, each with its rules', () => {
    const { config } = updateAgentBody.parse({ config: { grants: [grant] } });
    expect(config?.grants).toEqual([{ ...grant, ask: 'never', limits: {} }]);
  });

  it('refuses two grants of one provider', () => {
    const body = { config: { grants: [grant, grant] } };
    expect(updateAgentBody.safeParse(body).success).toBe(false);
  });

  it.each([
    ['the model itself', { fallbacks: [{ provider: 'openai', name: 'm' }] }],
    ['one twice', { fallbacks: [1, 2].map(() => ({ provider: 'groq', name: 'x' })) }],
    ['six', { fallbacks: [...'123456'].map((name) => ({ provider: 'groq', name })) }],
    ['an unknown provider', { fallbacks: [{ provider: 'tavily', name: 'x' }] }],
    ['no cause', { fallbackOn: [] }],
    ['an unknown cause', { fallbackOn: ['mood'] }],
    ['no time', { fallbackAfterSeconds: 0 }],
  ])('refuses fallbacks: %s', (_what, part) => {
    const body = (more: object) => ({
      config: { model: { provider: 'openai', name: 'm', ...more } },
    });
    expect(updateAgentBody.safeParse(body({})).success).toBe(true);
    expect(updateAgentBody.safeParse(body(part)).success).toBe(false);
  });

  it('says nothing about what it leaves out', () => {
    expect(updateAgentBody.parse({ config: { limits: {} } })).toEqual({ config: { limits: {} } });
  });
});
