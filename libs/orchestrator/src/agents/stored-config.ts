import { agentConfig, type AgentConfig } from '@renum/contracts';
import { z } from 'zod';

const MAX_FAULT = 500;

/**
 * A configuration as it was stored, perhaps by another version of Renum. What came later has defaults;
 * what does not fit all the same is a fault, in words for people.
 */
export function readAgentConfig(stored: unknown): { config: AgentConfig } | { fault: string } {
  const parsed = agentConfig.safeParse(stored);
  if (parsed.success) return { config: parsed.data };
  const why = z.prettifyError(parsed.error).replaceAll(/\s+/g, ' ').slice(0, MAX_FAULT);
  return { fault: `The agent's stored configuration is not valid (${why}). Save the agent again.` };
}
