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

  it('says nothing about what it leaves out', () => {
    expect(updateAgentBody.parse({ config: { limits: {} } })).toEqual({ config: { limits: {} } });
  });
});
