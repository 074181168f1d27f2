import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/** Whose session it is. */
export interface SessionScope {
  tenantId: string;
  runId: string;
  connectionId: string;
}

const NONCE = 12;
const TAG = 16;
const MAX_LENGTH = 4_096;

/**
 * Session ids as sandboxes see them: the server's own, sealed to run and connection. They hold for
 * every process of the data plane, need no table, and are worth nothing to another run.
 */
export class McpSessions {
  private readonly sealing: Buffer;
  private readonly naming: Buffer;

  constructor(secret: Uint8Array) {
    this.sealing = derived(secret, 'mcp-session-seal');
    this.naming = derived(secret, 'mcp-session-nonce');
  }

  /** The same id has the same seal: clients compare. */
  seal(scope: SessionScope, id: string): string {
    const context = contextOf(scope);
    // Drawn from all that is sealed, so that no two texts share a nonce.
    const nonce = createHmac('sha256', this.naming)
      .update(`${context}\n${id}`)
      .digest()
      .subarray(0, NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.sealing, nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(id, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** The server's own id; undefined for one that is not of this run and connection. */
  open(scope: SessionScope, text: string): string | undefined {
    if (text.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= NONCE + TAG) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.sealing, bytes.subarray(0, NONCE))
      .setAAD(Buffer.from(contextOf(scope)))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    const opened = decipher.update(bytes.subarray(NONCE + TAG));
    try {
      return Buffer.concat([opened, decipher.final()]).toString('utf8');
    } catch (error) {
      // Node has no code for a seal that does not fit, only these words.
      if (error instanceof Error && error.message.includes('authenticate')) return undefined;
      throw error;
    }
  }
}

const contextOf = ({ tenantId, runId, connectionId }: SessionScope): string =>
  `${tenantId}/${runId}/${connectionId}`;

const derived = (secret: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), purpose, 32));
