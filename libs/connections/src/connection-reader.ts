import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '@renum/database';
import { ConnectionEntity, type Connection } from './connection.entity';

/** An approved tool whose definition, as last read, is still the approved one. */
export interface ToolPin {
  hash: string;
  title?: string;
  access: 'read' | 'write';
}

/** What the data plane must know of a connection. */
export interface LiveConnection extends Pick<
  Connection,
  'id' | 'tenantId' | 'kind' | 'name' | 'url' | 'transport' | 'settings' | 'state'
> {
  credentialId?: string;
  pins: ReadonlyMap<string, ToolPin>;
  /** By name, what the server said last of each of its tools. */
  offered: ReadonlyMap<string, string>;
}

@Injectable()
export class ConnectionReader {
  constructor(private readonly database: TenantDatabase) {}

  /** Of the tenant in whose context it is called; undefined when there is none such. */
  async find(id: string): Promise<LiveConnection | undefined> {
    const row = await this.database.transaction((em) => em.findOne(ConnectionEntity, { id }));
    return row ? liveConnection(row) : undefined;
  }
}

export function liveConnection(row: Connection): LiveConnection {
  const { id, tenantId, kind, name, url, transport, settings, state } = row;
  const place = { id, tenantId, kind, name, url, transport, settings, state };
  const pins = row.approvedTools.map((tool): [string, ToolPin] => {
    const { hash, title, access } = tool;
    return [tool.name, { hash, access, ...(title !== undefined && { title }) }];
  });
  return {
    ...place,
    ...(row.credentialId != null && { credentialId: row.credentialId }),
    pins: new Map(pins),
    offered: new Map(row.offeredTools.map((tool) => [tool.name, tool.hash])),
  };
}
