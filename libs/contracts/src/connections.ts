export const CONNECTION_KINDS = ['mcp', 'composio', 'pipedream'] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];
/** `pending`: its tools were never approved. `changed`: they are no longer those that were. */
export const CONNECTION_STATES = [
  'pending',
  'active',
  'changed',
  'unreachable',
  'revoked',
] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** A tenant's link to an MCP server, or to an account at Composio or Pipedream. */
export interface ConnectionView {
  id: string;
  kind: ConnectionKind;
  name: string;
  url: string;
  transport: 'http' | 'sse';
  /** The app behind it, at Composio and Pipedream. */
  app?: string;
  credentialId?: string;
  state: ConnectionState;
  /** Why it cannot be used, or what went wrong last. */
  detail?: string;
  /** What agents may be granted. */
  tools: ConnectionToolView[];
  /** Sent with an approval: it approves exactly the tools that were shown. */
  offeredHash?: string;
  approvedAt?: string;
  /** When its tools were last read. */
  checkedAt?: string;
  createdAt: string;
}

export interface ConnectionToolView {
  name: string;
  title?: string;
  description: string;
  inputSchema: Record<string, unknown>;
  access: 'read' | 'write';
  /** Beside the approved list: the tool is new, other than approved, or no longer there. */
  change?: 'added' | 'changed' | 'removed';
  /** Of a changed tool: what was approved. */
  before?: { title?: string; description: string; inputSchema: Record<string, unknown> };
}

/** An app that Composio or Pipedream can link. */
export interface ConnectionAppView {
  app: string;
  name: string;
  description?: string;
  logoUrl?: string;
}

/** Where a person goes to link an account; then the connection is there. */
export interface ConnectionLinkView {
  connectionId: string;
  url: string;
}
