import type { ProviderManifestInput } from '../manifest';
import { read } from './operations';

const PATIENCE_MS = 240_000;

/**
 * Any MCP server, at the address that the tenant names with its credential. Its tools are not
 * operations: they are called through a connection, where each of them is approved.
 */
export const mcp: ProviderManifestInput = {
  id: 'mcp',
  title: 'MCP server',
  kind: 'tool',
  category: 'connections',
  docsUrl: 'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports',
  secretLabel: 'Access token',
  hosts: [],
  needsBaseUrl: true,
  baseUrlExample: 'https://mcp.example.com/mcp',
  injections: [{ type: 'bearer' }],
  operations: [
    read('oauth.metadata', 'Read who authorises', 'GET /.well-known/oauth-protected-resource'),
  ],
  test: {
    method: 'POST',
    path: '/',
    headers: { accept: 'application/json, text/event-stream' },
    body: {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'renum', version: '1' },
      },
    },
  },
  limits: {
    // A tool may think for as long as its call may take; so nothing but the whole is bounded.
    timeoutMs: PATIENCE_MS,
    idleMs: PATIENCE_MS,
    requestBytes: 4 * 1024 * 1024,
    responseBytes: 32 * 1024 * 1024,
    concurrency: 64,
  },
};
