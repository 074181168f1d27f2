import { z } from 'zod';

/** The tools Suna offers a model in this release, by the names its users know. */
export const TOOL_NAMES = [
  'execute_command',
  'create_file',
  'read_file',
  'str_replace',
  'delete_file',
  'list_files',
  'web_search',
  'ask',
  'complete',
] as const;
export const toolName = z.enum(TOOL_NAMES);
export type ToolName = z.infer<typeof toolName>;

/** The model providers of the catalogue: all speak OpenAI's wire language, but Anthropic its own. */
export const MODEL_PROVIDERS = [
  'openai',
  'anthropic',
  'openai-compatible',
  'groq',
  'openrouter',
  'mistral',
  'deepseek',
  'together',
  'fireworks',
  'google',
  'x-ai',
  'cerebras',
  'ollama',
  'vllm',
] as const;
export const modelProvider = z.enum(MODEL_PROVIDERS);
export type ModelProvider = z.infer<typeof modelProvider>;

export type Dialect = 'openai' | 'anthropic';
export const dialectOf = (provider: ModelProvider): Dialect =>
  provider === 'anthropic' ? 'anthropic' : 'openai';

/** The model's own name at its provider, for instance `gpt-4.1-mini`. */
const modelName = z.string().trim().min(1).max(200);

/** Another model for the turns that the agent's own cannot take. */
export const fallbackModel = z.object({
  provider: modelProvider,
  name: modelName,
  /** As of the model. */
  credentialId: z.uuid().optional(),
});

/**
 * Why a model's turn may go to the next model. `rate_limited`: the provider says "slower", or that
 * the quota is used up. `unavailable`: it fails (5xx), breaks off, cannot be reached, or its circuit
 * is open. `timeout`: nothing came in time. `context_window`: the conversation is too long for the
 * model. `refused`: it takes no such request: the model is unknown there, or the key missing or wrong.
 * A spent budget or a stop is never a reason.
 */
export const FALLBACK_CAUSES = [
  'rate_limited',
  'unavailable',
  'timeout',
  'context_window',
  'refused',
] as const;
export const fallbackCause = z.enum(FALLBACK_CAUSES);
export type FallbackCause = z.infer<typeof fallbackCause>;

const distinct = <T>(items: readonly T[], key: (item: T) => string): boolean =>
  new Set(items.map(key)).size === items.length;

/** How a model is named where its provider is not known already: `openai/gpt-4.1-mini`. */
export const modelReference = ({ provider, name }: { provider: string; name: string }): string =>
  `${provider}/${name}`;

export const agentModel = z
  .object({
    provider: modelProvider,
    name: modelName,
    /** Which credential to use; without it the tenant's newest active one for the provider. */
    credentialId: z.uuid().optional(),
    temperature: z.number().min(0).max(2).optional(),
    /** Upper bound of one answer, in tokens. */
    maxOutputTokens: z.int().min(1).max(200_000).default(4096),
    /** Tried in this order when the model's turn fails. */
    fallbacks: z.array(fallbackModel).max(5).optional(),
    /** For which failures; without it, for all of them. */
    fallbackOn: z.array(fallbackCause).min(1).max(FALLBACK_CAUSES.length).optional(),
    /** Without a first token by then, the turn goes to the next model; the last one has all its time. */
    fallbackAfterSeconds: z.int().min(1).max(600).optional(),
  })
  .refine((model) => distinct([model, ...(model.fallbacks ?? [])], modelReference), {
    path: ['fallbacks'],
    message: 'each model once',
  });

/** Each limit ends a run in `limit` with its own name as the reason. */
export const agentLimits = z.object({
  /** LLM calls in one run. */
  maxSteps: z.int().min(1).max(500).default(30),
  /** Wall time of one run, in seconds, waiting for a person not counted. */
  maxSeconds: z.int().min(5).max(86_400).default(900),
  /** Spending of one run, in nano-units of the tenant's currency, as a decimal string. */
  maxCostNano: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('1000000000'),
});

/** Ids of providers that a tenant described itself; all others are of the catalogue. */
export const OWN_PROVIDER = /^own-[a-z0-9][a-z0-9-]{0,58}$/;
const providerId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);

/** Whose call a person must approve before it is made. */
export const ASK_MODES = ['never', 'writes', 'always'] as const;

/** Bounds of one grant, on top of those of the run and of the provider. */
export const grantLimits = z.object({
  requestsPerMinute: z.int().min(1).max(100_000).optional(),
  /** Spending through this grant in one run, in nano-units, as a decimal string. */
  maxCostNano: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});

const grantRules = {
  ask: z.enum(ASK_MODES).default('never'),
  limits: grantLimits.prefault({}),
};

/** What an agent may call at a provider: those operations that read, all of them, or the named ones. */
export const providerGrant = z.object({
  provider: providerId,
  /** Which credential to use; without it the tenant's newest active one for the provider. */
  credentialId: z.uuid().optional(),
  operations: z.union([
    z.enum(['read', 'all']),
    z.array(z.string().min(1).max(200)).min(1).max(500),
  ]),
  ...grantRules,
});

/** Which approved tools of a connection (an MCP server, a Composio or Pipedream account) it may call. */
export const connectionGrant = z.object({
  connectionId: z.uuid(),
  tools: z.union([z.enum(['read', 'all']), z.array(z.string().min(1).max(200)).min(1).max(500)]),
  ...grantRules,
});

/** One a provider: with two, it would be unclear which one decides. */
export const providerGrants = z
  .array(providerGrant)
  .max(50)
  .refine((grants) => distinct(grants, ({ provider }) => provider), 'one grant a provider');

export const connectionGrants = z
  .array(connectionGrant)
  .max(50)
  .refine((grants) => distinct(grants, (grant) => grant.connectionId), 'one grant a connection');

export const agentConfig = z.object({
  model: agentModel,
  /** The system prompt: who the agent is and how it should work. */
  instructions: z.string().max(100_000).default(''),
  tools: z.array(toolName).default([...TOOL_NAMES]),
  limits: agentLimits.prefault({}),
  grants: providerGrants.default([]),
  connections: connectionGrants.default([]),
});

export type AgentModel = z.infer<typeof agentModel>;
export type FallbackModel = z.infer<typeof fallbackModel>;
export type AgentLimits = z.infer<typeof agentLimits>;
export type AskMode = (typeof ASK_MODES)[number];
export type GrantLimits = z.infer<typeof grantLimits>;
export type ProviderGrant = z.infer<typeof providerGrant>;
export type ConnectionGrant = z.infer<typeof connectionGrant>;
export type AgentConfig = z.infer<typeof agentConfig>;
/** What a client may leave out. */
export type AgentConfigInput = z.input<typeof agentConfig>;
