import type { ConnectionGrant, ExternalTool } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import { ConnectionEntity } from './connection.entity';
import type { OfferedTool } from './tool-pins';

const MAX_NAME = 64;

/**
 * What an agent's connections offer its model: granted, approved, and by what is known not changed
 * since. The data plane decides each call anew.
 */
export async function connectionTools(
  em: EntityManager,
  grants: readonly ConnectionGrant[],
): Promise<ExternalTool[]> {
  if (grants.length === 0) return [];
  const ids = grants.map(({ connectionId }) => connectionId);
  const rows = await em.find(ConnectionEntity, { id: { $in: ids }, state: { $ne: 'revoked' } });
  const taken = new Set<string>();
  return grants.flatMap((grant) => {
    const row = rows.find(({ id }) => id === grant.connectionId);
    if (!row) return [];
    const offered = new Map(row.offeredTools.map(({ name, hash }) => [name, hash]));
    return row.approvedTools
      .filter((tool) => offered.get(tool.name) === tool.hash && grantsTool(grant, tool))
      .map((tool): ExternalTool => ({
        name: uniqueName(taken, row.name, tool.name),
        description: describe(row.name, tool),
        parameters: tool.inputSchema,
        access: tool.access,
        asks: grant.ask === 'always' || (grant.ask === 'writes' && tool.access === 'write'),
        target: { type: 'mcp', connectionId: row.id, tool: tool.name },
      }));
  });
}

/** Whether a grant means this tool. */
export function grantsTool(
  { tools }: Pick<ConnectionGrant, 'tools'>,
  { name, access }: Pick<OfferedTool, 'name' | 'access'>,
): boolean {
  if (tools === 'all') return true;
  return tools === 'read' ? access === 'read' : tools.includes(name);
}

/** `connection__tool`, in the letters that model providers allow, told apart where cut. */
function uniqueName(taken: Set<string>, connection: string, tool: string): string {
  const plain = (text: string): string =>
    text.replaceAll(/[^a-zA-Z0-9_-]+/g, '_').replaceAll(/^_+|_+$/g, '');
  const prefix = (plain(connection).toLowerCase() || 'connection').slice(0, 24);
  const whole = `${prefix}__${plain(tool) || 'tool'}`.slice(0, MAX_NAME);
  let name = whole;
  for (let count = 2; taken.has(name); count += 1) {
    const end = `_${count}`;
    name = whole.slice(0, MAX_NAME - end.length) + end;
  }
  taken.add(name);
  return name;
}

const describe = (connection: string, { title, description }: OfferedTool): string =>
  `${connection}: ${description || title || 'no description'}`.slice(0, 4_000);
