import { connectionTools } from '@renum/connections';
import type { AgentConfig, ExternalTool } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import type { ProviderDirectory } from '@renum/providers';
import { grantedTools, MAX_TOOLS } from './external-tools';

/** Everything outside of the sandbox that an agent's version offers its model. */
export async function composeTools(
  em: EntityManager,
  directory: Pick<ProviderDirectory, 'sourceFor'>,
  config: AgentConfig,
): Promise<ExternalTool[]> {
  const { grants, connections, tools } = config;
  if (grants.length === 0 && connections.length === 0) return [];
  const room = MAX_TOOLS - tools.length;
  const connected = await connectionTools(em, connections);
  const source = await directory.sourceFor(
    em,
    grants.map(({ provider }) => provider),
  );
  // Whoever connects a server of hundreds of tools still has those of the other grants.
  const granted = grantedTools(config, source, Math.max(room - connected.length, room / 2));
  return distinct([...granted, ...connected]).slice(0, room);
}

/** A connection may be named as a provider is. */
function distinct(tools: readonly ExternalTool[]): ExternalTool[] {
  const taken = new Set<string>();
  return tools.map((tool) => {
    let { name } = tool;
    for (let count = 2; taken.has(name); count += 1) name = `${tool.name.slice(0, 60)}_${count}`;
    taken.add(name);
    return { ...tool, name };
  });
}
