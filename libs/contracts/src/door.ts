import { z } from 'zod';
import { agentModel, agentLimits, toolName } from './agent';
import { message } from './message';
import { runEventBody } from './events';

/** Where the one socket of a sandbox is, as seen from inside. */
export const DOOR_SOCKET_PATH = '/run/renum/door.sock';
export const WORKSPACE_PATH = '/workspace';

export const DOOR_ROUTES = {
  /** GET: newline-delimited JSON of `DoorCommand`, open for the sandbox's life. */
  commands: '/control/commands',
  /** POST: an `EventBatch`. */
  events: '/control/events',
  /** Dialect roots for the SDK clients' `baseURL`. */
  openai: '/llm/openai/v1',
  anthropic: '/llm/anthropic',
  /** + `/{provider}/…` */
  proxy: '/proxy',
  /** + `/{connectionId}`: an MCP endpoint (Streamable HTTP) */
  mcp: '/mcp',
} as const;

const httpOperation = z.object({
  operation: z.string(),
  method: z.string(),
  /** Relative to `/proxy/{provider}`; `{name}` is filled from the input, `{name*}` with segments. */
  path: z.string(),
  /**
   * Names of the input's properties that go into the path, the query; `body` goes as it is. `query`,
   * where it is none of these, holds further query parameters.
   */
  pathParameters: z.array(z.string()),
  queryParameters: z.array(z.string()),
  /** How the input's `body` is sent; `none` where the operation takes no body. */
  body: z.enum(['none', 'json', 'form']),
  access: z.enum(['read', 'write']).optional(),
});
export type HttpOperation = z.infer<typeof httpOperation>;

/** How Suna calls an external tool: an operation of a provider, or a tool of a connection. */
const toolTarget = z.discriminatedUnion('type', [
  httpOperation.extend({ type: z.literal('http'), provider: z.string() }),
  /** One of many operations: the input's `operation` names it, its `input` is what that one takes. */
  z.object({
    type: z.literal('provider'),
    provider: z.string(),
    operations: z.array(httpOperation).min(1),
  }),
  z.object({ type: z.literal('mcp'), connectionId: z.uuid(), tool: z.string() }),
]);

/** A tool outside the sandbox that the agent's version grants; the data plane decides each call. */
export const externalTool = z.object({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
  description: z.string(),
  /** JSON Schema of the input, an object. */
  parameters: z.record(z.string(), z.unknown()),
  access: z.enum(['read', 'write']),
  /** A person may have to approve its calls: they can take long, and that is no time of the run. */
  asks: z.boolean().default(false),
  target: toolTarget,
});
export type ExternalTool = z.infer<typeof externalTool>;

/** Everything Suna needs for one run; holds no secret. */
export const runStart = z.object({
  type: z.literal('run.start'),
  runId: z.uuid(),
  /** Grows with every claim of the run; batches of an older fence are refused. */
  fence: z.int().positive(),
  model: agentModel,
  instructions: z.string(),
  tools: z.array(toolName),
  externalTools: z.array(externalTool).default([]),
  limits: agentLimits,
  /** Steps (LLM calls) and milliseconds that earlier claims of the same run already used. */
  used: z.object({ steps: z.int().nonnegative(), milliseconds: z.int().nonnegative() }),
  /** The conversation so far; the last entry is a user or tool message. */
  history: z.array(message),
});
export const runStop = z.object({ type: z.literal('run.stop'), runId: z.uuid() });
export const ping = z.object({ type: z.literal('ping') });

export const doorCommand = z.discriminatedUnion('type', [runStart, runStop, ping]);
export type RunStart = z.infer<typeof runStart>;
export type DoorCommand = z.infer<typeof doorCommand>;

/**
 * Events of one run, in order. `firstIndex` numbers them within the claim from 0, so that a batch
 * that is sent again (its answer was lost) is recognised and not doubled.
 */
export const eventBatch = z.object({
  runId: z.uuid(),
  fence: z.int().positive(),
  firstIndex: z.int().nonnegative(),
  events: z.array(runEventBody).min(1).max(500),
});
export type EventBatch = z.infer<typeof eventBatch>;

/** Who speaks through a door; signed by the worker, verified by the data plane, never in a sandbox. */
export const instanceIdentity = z.object({
  tenantId: z.uuid(),
  agentId: z.uuid(),
  agentVersionId: z.uuid(),
  threadId: z.uuid(),
  runId: z.uuid(),
  instanceId: z.uuid(),
  /** Seconds since the epoch. */
  exp: z.int(),
});
export type InstanceIdentity = z.infer<typeof instanceIdentity>;

export const IDENTITY_HEADER = 'x-renum-identity';
