import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';

/** Whose session it is. */
export interface SessionScope {
  tenantId: string;
  runId: string;
  connectionId: string;
}

const SEAL = 16;
const MAX_LENGTH = 4_096;
const CIPHER = 'aes-256-ctr';

/**
 * Session ids as sandboxes see them: the server's own, sealed to run and connection. They hold for
 * every process of the data plane, need no table, and are worth nothing to another run.
 *
 * The seal is a MAC of scope and id, and the IV of its encryption as well (SIV, RFC 5297): one id has
 * one seal, which clients compare, and no IV serves two texts.
 */
export class McpSessions {
  private readonly encryption: Buffer;
  private readonly authentication: Buffer;

  constructor(secret: Uint8Array) {
    this.encryption = derived(secret, 'mcp-session-encryption');
    this.authentication = derived(secret, 'mcp-session-authentication');
  }

  seal(scope: SessionScope, id: string): string {
    const mac = this.mac(scope, Buffer.from(id));
    const cipher = createCipheriv(CIPHER, this.encryption, mac);
    return Buffer.concat([mac, cipher.update(id, 'utf8'), cipher.final()]).toString('base64url');
  }

  /** The server's own id; undefined for one that is not of this run and connection. */
  open(scope: SessionScope, text: string): string | undefined {
    if (text.length > MAX_LENGTH || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
    const bytes = Buffer.from(text, 'base64url');
    if (bytes.length <= SEAL) return undefined;
    const mac = bytes.subarray(0, SEAL);
    const decipher = createDecipheriv(CIPHER, this.encryption, mac);
    const id = Buffer.concat([decipher.update(bytes.subarray(SEAL)), decipher.final()]);
    return timingSafeEqual(mac, this.mac(scope, id)) ? id.toString('utf8') : undefined;
  }

  private mac({ tenantId, runId, connectionId }: SessionScope, id: Buffer): Buffer {
    const mac = createHmac('sha256', this.authentication);
    return mac
      .update(`${tenantId}/${runId}/${connectionId}\n`)
      .update(id)
      .digest()
      .subarray(0, SEAL);
  }
}

const derived = (secret: Uint8Array, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, new Uint8Array(), purpose, 32));
