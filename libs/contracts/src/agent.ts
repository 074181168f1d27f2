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

export const agentModel = z.object({
  provider: modelProvider,
  /** The model's own name at its provider, for instance `gpt-4.1-mini`. */
  name: z.string().trim().min(1).max(200),
  /** Which credential to use; without it the tenant's newest active one for the provider. */
  credentialId: z.uuid().optional(),
  temperature: z.number().min(0).max(2).optional(),
  /** Upper bound of one answer, in tokens. */
  maxOutputTokens: z.int().min(1).max(200_000).default(4096),
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

export const agentConfig = z.object({
  model: agentModel,
  /** The system prompt: who the agent is and how it should work. */
  instructions: z.string().max(100_000).default(''),
  tools: z.array(toolName).default([...TOOL_NAMES]),
  limits: agentLimits.prefault({}),
});

export type AgentModel = z.infer<typeof agentModel>;
export type AgentLimits = z.infer<typeof agentLimits>;
export type AgentConfig = z.infer<typeof agentConfig>;
/** What a client may leave out. */
export type AgentConfigInput = z.input<typeof agentConfig>;
