import { offeredTool } from '@renum/connections';
import { isRecord } from './json-rpc';

interface Seen {
  /** By name; empty for a name that the server gave twice, or not properly. */
  hashes: Map<string, string>;
  at: number;
}

/** How long what a server said of a tool is taken for what it says. */
const FRESH_MS = 5_000;
const LIMIT = 1_000;

/** What servers said last of their tools, to this process. */
export class ToolSightings {
  private readonly seen = new Map<string, Seen>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A part of the list, as it passed by. Answers each tool's hash. */
  part(connectionId: string, tools: readonly unknown[]): Map<string, string> {
    const hashes = hashesOf(tools);
    const before = this.seen.get(connectionId);
    // Parts of one list come after each other; what is old is not made young by them.
    if (before)
      for (const [name, hash] of hashes)
        if (before.hashes.get(name) !== hash) before.hashes.set(name, '');
    return hashes;
  }

  /** The whole list, read by ourselves. */
  whole(connectionId: string, tools: readonly unknown[]): void {
    this.seen.delete(connectionId);
    if (this.seen.size >= LIMIT) {
      const [oldest] = this.seen.keys();
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    this.seen.set(connectionId, { hashes: hashesOf(tools), at: this.now() });
  }

  /** Fresh words on a tool: its hash, '' when it is not offered; undefined when they are old. */
  hash(connectionId: string, tool: string): string | undefined {
    const found = this.seen.get(connectionId);
    if (!found || this.now() - found.at > FRESH_MS) return undefined;
    return found.hashes.get(tool) ?? '';
  }

  /** The server says that its tools are others now. */
  forget(connectionId: string): void {
    this.seen.delete(connectionId);
  }
}

function hashesOf(tools: readonly unknown[]): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const raw of tools) {
    const name = isRecord(raw) && typeof raw['name'] === 'string' ? raw['name'] : undefined;
    if (name === undefined) continue;
    hashes.set(name, hashes.has(name) ? '' : (offeredTool(raw)?.hash ?? ''));
  }
  return hashes;
}
