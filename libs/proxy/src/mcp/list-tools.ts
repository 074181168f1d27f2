import { DomainError } from '@renum/platform';
import type { RpcChannel } from './http-channel';

const MAX_PAGES = 50;
const MAX_TOOLS = 1_000;

/** All pages of a server's tools, as it describes them. @throws DomainError `response_too_large` */
export async function listTools(name: string, channel: RpcChannel): Promise<unknown[]> {
  const tools: unknown[] = [];
  const cursors = new Set<string>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const result = await channel.request('tools/list', cursor === undefined ? {} : { cursor });
    if (Array.isArray(result['tools'])) tools.push(...(result['tools'] as unknown[]));
    if (tools.length > MAX_TOOLS) throw tooMany(name);
    const next = result['nextCursor'];
    // A cursor that comes again would go on for ever.
    if (typeof next !== 'string' || next === '' || cursors.has(next)) return tools;
    cursors.add(next);
    cursor = next;
  }
  throw tooMany(name);
}

const tooMany = (name: string): DomainError =>
  new DomainError('response_too_large', `${name} offers more than ${MAX_TOOLS} tools.`);
