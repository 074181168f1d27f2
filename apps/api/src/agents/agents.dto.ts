import {
  agentConfig,
  agentLimits,
  agentModel,
  connectionGrants,
  providerGrants,
  toolName,
} from '@renum/contracts';
import { z } from 'zod';

const name = z.string().trim().min(1).max(200);
const description = z.string().trim().max(2_000);

export const createAgentBody = z
  .object({
    name,
    description: description.default(''),
    config: agentConfig,
  })
  .meta({
    examples: [
      {
        name: 'Researcher',
        description: 'Finds facts and writes them down.',
        config: {
          model: {
            provider: 'openai',
            name: 'gpt-4.1-mini',
            fallbacks: [{ provider: 'anthropic', name: 'claude-haiku-4-5' }],
            fallbackOn: ['rate_limited', 'unavailable', 'timeout'],
            fallbackAfterSeconds: 30,
          },
          instructions: 'You are a careful researcher. Cite your sources.',
          tools: ['web_search', 'create_file', 'ask', 'complete'],
          limits: { maxSteps: 20, maxCostNano: '500000000' },
        },
      },
    ],
  });
export type CreateAgentBody = z.infer<typeof createAgentBody>;

// Without the defaults: what is left out of a change stays as it is.
const limitsPatch = z
  .object({
    maxSteps: agentLimits.shape.maxSteps.unwrap(),
    maxSeconds: agentLimits.shape.maxSeconds.unwrap(),
    maxCostNano: agentLimits.shape.maxCostNano.unwrap(),
  })
  .partial();

export const updateAgentBody = z
  .object({
    name,
    description,
    config: z
      .object({
        model: agentModel.describe('Replaces the whole model, its credential included.'),
        instructions: agentConfig.shape.instructions.unwrap(),
        tools: z.array(toolName),
        limits: limitsPatch,
        grants: providerGrants,
        connections: connectionGrants,
      })
      .partial(),
  })
  .partial()
  .meta({ examples: [{ config: { limits: { maxSteps: 50 } } }] });
export type UpdateAgentBody = z.infer<typeof updateAgentBody>;
