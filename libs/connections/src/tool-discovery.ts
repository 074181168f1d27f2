import { Inject, Injectable } from '@nestjs/common';
import { tenantContext, isDomainError } from '@renum/platform';
import { SecretReader } from '@renum/vault';
import type { Connection } from './connection.entity';
import { Directories } from './directory/directories';
import { TOOL_SOURCE, type ToolSource } from './tool-source';
import { listHash, offeredTool, type OfferedTool } from './tool-pins';

/** What came of asking a server for its tools. */
export type Found = { tools: OfferedTool[]; left: number } | { failure: string };

const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** Reads a server's tools, and says what they mean beside those that were approved. */
@Injectable()
export class ToolDiscovery {
  constructor(
    private readonly secrets: SecretReader,
    @Inject(TOOL_SOURCE) private readonly source: ToolSource,
    private readonly directories: Directories,
  ) {}

  /** A server that cannot be read is an answer; only what is our own fault throws. */
  async read(place: Connection): Promise<Found> {
    try {
      const unlinked = await this.unlinked(place);
      if (unlinked) return { failure: unlinked };
      const secret = place.credentialId == null ? undefined : await this.open(place.credentialId);
      const said = await this.source.read(place, secret);
      const tools = new Map<string, OfferedTool>();
      for (const raw of said) {
        const tool = offeredTool(raw);
        // Of two tools with one name, nobody knows which is called: neither can be approved.
        if (tool) tools.set(tool.name, tools.has(tool.name) ? AMBIGUOUS(tool) : tool);
      }
      const usable = [...tools.values()].filter(({ hash }) => hash !== '');
      if (JSON.stringify(usable).length > MAX_LIST_BYTES)
        return { failure: 'The descriptions of its tools are larger than allowed.' };
      return { tools: usable, left: said.length - usable.length };
    } catch (error) {
      if (isDomainError(error)) return { failure: error.message };
      throw error;
    }
  }

  /** Writes what was found into the row. */
  apply(row: Connection, found: Found): 'same' | 'changed' | 'other' {
    // Revoked while its server was asked: nothing of it counts any more.
    if (row.state === 'revoked') return 'same';
    const before = { state: row.state, offeredHash: row.offeredHash };
    row.checkedAt = new Date();
    if ('failure' in found) {
      row.state = 'unreachable';
      row.detail = found.failure;
    } else {
      row.offeredTools = found.tools;
      row.offeredHash = listHash(found.tools);
      row.state = stateOf(row);
      row.detail = detailOf(row, found.left);
    }
    if (row.offeredHash === before.offeredHash && row.state === before.state) return 'same';
    return row.state === 'changed' ? 'changed' : 'other';
  }

  /** Why the account behind a connection cannot be used yet, if so. */
  private async unlinked({
    kind,
    settings,
    credentialId,
  }: Connection): Promise<string | undefined> {
    const { app, externalId } = settings;
    if (kind === 'mcp' || app === undefined || externalId === undefined) return undefined;
    const key = { kind, ...(credentialId != null && { credentialId }) };
    const status = await this.directories.status(key, { app, externalId });
    if (status === 'linked') return undefined;
    return status === 'waiting'
      ? 'The account is not linked yet: open the link, and then read the tools again.'
      : 'The account could not be linked, or is linked no more. Make a new connection.';
  }

  private open(credentialId: string) {
    const { tenantId } = tenantContext.current();
    return this.secrets.open({ tenantId, credentialId, purpose: 'connections' });
  }
}

const AMBIGUOUS = (tool: OfferedTool): OfferedTool => ({ ...tool, hash: '' });

function stateOf({ approvedHash, offeredHash }: Connection): Connection['state'] {
  if (approvedHash == null) return 'pending';
  return approvedHash === offeredHash ? 'active' : 'changed';
}

function detailOf({ state }: Connection, left: number): string {
  const words: string[] = [];
  if (state === 'changed')
    words.push('Its tools are no longer those that were approved; the changed ones are refused.');
  if (left > 0) words.push(`${left} of its tools have no usable description and are left out.`);
  return words.join(' ');
}
