import type { Fetch } from '../../door/door';
import { isRecord } from '../../llm/tool-arguments';
import type { ToolContext, ToolOutput } from '../tool';
import { shownAnswer, shownText } from './answer';
import { untilHeaders } from './http-call';
import { McpSession, SessionGone } from './mcp-session';

interface McpToolCall {
  name: string;
  asks: boolean;
  connectionId: string;
  tool: string;
}

/** Servers keep state between calls, so a connection has one session as long as the door is there. */
const sessions = new WeakMap<Fetch, Map<string, Promise<McpSession>>>();

/** Calls a tool of a connection, and tells what it says. The data plane bounds the time it takes. */
export async function callMcpTool(
  { name, asks, connectionId, tool }: McpToolCall,
  input: Record<string, unknown>,
  context: ToolContext,
): Promise<ToolOutput> {
  const params = { name: tool, arguments: input };
  const ask = async (): Promise<Record<string, unknown>> => {
    const session = await sessionOf(connectionId, name, context);
    const send = (url: string, init: RequestInit) => untilHeaders(url, init, asks, context);
    return session.ask('tools/call', params, send, context.signal);
  };
  let result: Record<string, unknown>;
  try {
    result = await ask();
  } catch (error) {
    if (!(error instanceof SessionGone)) throw error;
    // Of an earlier run, or of a server that was started anew: nothing was done in it.
    sessions.get(context.fetch)?.delete(connectionId);
    result = await ask();
  }
  return { output: await outputOf(result, name, context), isError: result['isError'] === true };
}

function sessionOf(
  connectionId: string,
  name: string,
  { fetch, signal }: ToolContext,
): Promise<McpSession> {
  const known = sessions.get(fetch) ?? new Map<string, Promise<McpSession>>();
  sessions.set(fetch, known);
  const found = known.get(connectionId);
  if (found) return found;
  const opened = McpSession.open(connectionId, fetch, name, signal);
  known.set(connectionId, opened);
  // One that did not come about is tried again with the next call.
  opened.catch(() => known.delete(connectionId));
  return opened;
}

async function outputOf(
  { content, structuredContent }: Record<string, unknown>,
  name: string,
  { workspace }: ToolContext,
): Promise<string> {
  const parts = Array.isArray(content) ? content.filter(isRecord) : [];
  const said: string[] = [];
  for (const part of parts) {
    const resource = isRecord(part['resource']) ? part['resource'] : part;
    const data = resource['data'] ?? resource['blob'];
    if (typeof resource['text'] === 'string') said.push(resource['text']);
    else if (typeof data === 'string') {
      const mimeType = resource['mimeType'];
      const type = typeof mimeType === 'string' ? mimeType : 'application/octet-stream';
      const bytes = new Response(Buffer.from(data, 'base64'), {
        headers: { 'content-type': type },
      });
      said.push(await shownAnswer(bytes, name, workspace));
    } else if (typeof resource['uri'] === 'string') said.push(`See ${resource['uri']}`);
  }
  if (said.length === 0 && structuredContent !== undefined)
    said.push(JSON.stringify(structuredContent));
  const text = said.join('\n\n');
  return text === '' ? 'Done, without an answer.' : shownText(text, undefined, name, workspace);
}
