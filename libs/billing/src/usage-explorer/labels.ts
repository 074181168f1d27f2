import { NO_ONE } from '@renum/contracts';
import type { EntityManager } from '@renum/database';
import type { AnyUsageGroup } from './question';

interface Naming {
  table: string;
  nobody: string;
  gone: string;
}

/** Groups that are rows of a table. Members and providers are named above this lib. */
const NAMED: Partial<Record<AnyUsageGroup, Naming>> = {
  agent: { table: 'agents', nobody: 'No agent', gone: 'Deleted agent' },
  app: { table: 'api_keys', nobody: 'Agents', gone: 'Deleted API key' },
  tenant: { table: 'tenants', nobody: 'No tenant', gone: 'Deleted tenant' },
};

const KINDS: Readonly<Record<string, string>> = {
  llm: 'Model calls',
  tool: 'Tool calls',
  sandbox: 'Sandbox time',
  egress: 'Web access',
  storage: 'Storage',
};

/** What people call these groups. A group is its own name where nothing better is known. */
export async function labelsOf(
  em: EntityManager,
  group: AnyUsageGroup,
  keys: readonly string[],
): Promise<(key: string) => string> {
  const naming = NAMED[group];
  if (!naming) return (key) => labelOf(group, key);
  const ids = keys.filter((key) => key !== NO_ONE);
  const rows = await em.execute<{ id: string; name: string }[]>(
    `select id::text as id, name from ${naming.table}
     where id in (select jsonb_array_elements_text(cast(? as jsonb))::uuid)`,
    [JSON.stringify(ids)],
  );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (key) => (key === NO_ONE ? naming.nobody : (names.get(key) ?? naming.gone));
}

function labelOf(group: AnyUsageGroup, key: string): string {
  if (group === 'kind') return KINDS[key] ?? key;
  // A tool call has no model, its operation stands there instead: `tavily search`.
  if (group === 'operation') return key.replace('/', ' ');
  return key;
}
