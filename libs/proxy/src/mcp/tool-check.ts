import type { LiveConnection, ToolPin } from '@renum/connections';
import { DomainError } from '@renum/platform';
import type { RpcChannel } from './http-channel';
import { listTools } from './list-tools';
import type { ToolSightings } from './tool-sightings';

/** Told when a server offers something else than was approved. */
export type OnDrift = (connection: LiveConnection) => void;

/**
 * Only tools that a person approved, and that are still what was approved, are called or shown. What
 * a server offers is looked at again before a call, unless it was seen a moment ago.
 */
export class ToolCheck {
  constructor(
    private readonly sightings: ToolSightings,
    private readonly onDrift: OnDrift,
  ) {}

  /** The pin of a tool, by what is known without asking. @throws DomainError `connection_unapproved` */
  pin(connection: LiveConnection, tool: string): ToolPin {
    const pin = connection.pins.get(tool);
    if (!pin) throw unapproved(connection, tool, 'was never approved');
    const offered = connection.offered.get(tool);
    if (offered === undefined) throw unapproved(connection, tool, 'is no longer offered');
    if (offered !== pin.hash) throw unapproved(connection, tool, CHANGED);
    return pin;
  }

  /** The same, by what the server says now. @throws DomainError `connection_unapproved` */
  async now(connection: LiveConnection, tool: string, channel: () => RpcChannel): Promise<void> {
    const pin = this.pin(connection, tool);
    let hash = this.sightings.hash(connection.id, tool);
    if (hash === undefined) {
      this.sightings.whole(connection.id, await listTools(connection.name, channel()));
      hash = this.sightings.hash(connection.id, tool);
    }
    if (hash === pin.hash) return;
    this.onDrift(connection);
    throw unapproved(connection, tool, hash ? CHANGED : 'is no longer offered');
  }

  /** Of a list that passes by, what may be shown: approved, unchanged and granted. */
  shown(
    connection: LiveConnection,
    tools: readonly unknown[],
    granted: (tool: string, pin: ToolPin) => boolean,
  ): unknown[] {
    const hashes = this.sightings.part(connection.id, tools);
    for (const [name, hash] of hashes) {
      if (connection.offered.get(name) === hash) continue;
      this.onDrift(connection);
      break;
    }
    return tools.filter((tool) => {
      const name = (tool as { name?: unknown } | null)?.name;
      if (typeof name !== 'string') return false;
      const pin = connection.pins.get(name);
      return pin !== undefined && hashes.get(name) === pin.hash && granted(name, pin);
    });
  }

  /** The server says that its tools are others now. */
  changed(connection: LiveConnection): void {
    this.sightings.forget(connection.id);
    this.onDrift(connection);
  }
}

const CHANGED = 'is not what was approved any more';

const unapproved = ({ name }: LiveConnection, tool: string, why: string): DomainError =>
  new DomainError(
    'connection_unapproved',
    `${name}: the tool ${tool.slice(0, 200)} ${why}. A person must look at the connection's tools and approve them.`,
  );
