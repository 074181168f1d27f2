import type { LiveConnection } from '@renum/connections';
import { offeredTool, type OfferedTool } from '@renum/connections';
import { newId } from '@renum/platform';
import type { SpecTool } from './conformance-tools';

const definition = ({ run: _run, ...tool }: SpecTool): OfferedTool => {
  const offered = offeredTool(JSON.parse(JSON.stringify(tool)));
  if (!offered) throw new Error(`no tool: ${tool.name}`);
  return offered;
};

/** A connection all of whose tools were approved as they are. */
export function connectionTo(
  url: string,
  approved: readonly SpecTool[],
  change: Partial<LiveConnection> = {},
): LiveConnection {
  const tools = approved.map(definition);
  return {
    id: newId(),
    tenantId: newId(),
    kind: 'mcp',
    name: 'Spec server',
    url,
    transport: 'http',
    settings: {},
    state: 'active',
    pins: new Map(tools.map(({ name, hash, access }) => [name, { hash, access }])),
    offered: new Map(tools.map(({ name, hash }) => [name, hash])),
    ...change,
  };
}
