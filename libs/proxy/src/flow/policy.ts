import { dialectOf, type AgentConfig, type ToolName } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { LlmOperation } from '@renum/llm';
import type { ProviderManifest, ProviderOperation, ProviderSource } from '@renum/providers';
import { decide, type GrantRules } from './grant-rules';
import type { Route } from './route';

/** Provider operations that a tool needs; an agent without the tool may not call them. */
const TOOL_GRANTS: Partial<Record<ToolName, Readonly<Record<string, readonly string[]>>>> = {
  web_search: { tavily: ['search', 'extract'] },
};

/** What the data plane can meter of the LLM dialects, by the manifests' operation ids. */
const LLM: Readonly<Record<string, LlmOperation>> = {
  'chat.completions': 'chat',
  responses: 'responses',
  embeddings: 'embeddings',
  'models.list': 'models',
  'models.get': 'models',
  messages: 'messages',
  'messages.count_tokens': 'count_tokens',
};

/** An allowed call. Everything not described here was refused. */
export interface Grant {
  manifest: ProviderManifest;
  operation: ProviderOperation;
  llm?: LlmOperation;
  /** The credential that the agent names; otherwise the tenant's newest for the provider. */
  credentialId?: string;
  /** Of what is granted beside the model. */
  rules?: GrantRules;
}

/**
 * P3: an agent version may call its model's provider through that provider's dialect, what its grants
 * name, and what its tools need; each by the method and path of the manifest. Throws
 * `provider_unknown` or `operation_not_allowed`.
 */
export function grantFor(
  providers: ProviderSource,
  config: AgentConfig,
  method: string,
  route: Route,
): Grant {
  const { door } = route;
  const providerId = door.kind === 'llm' ? modelProvider(config, door.dialect) : door.provider;
  const manifest = providers.find(providerId);
  if (!manifest) throw new DomainError('provider_unknown', 'There is no such provider.');
  if (door.kind === 'proxy' && manifest.kind === 'llm') {
    throw denied('Models are called through /llm, where their usage is read.');
  }
  const operation = providers.operation(providerId, method, route.path);
  if (!operation) {
    throw denied(
      `${manifest.title} has no operation with this method and path, or more than one that it could mean.`,
    );
  }
  if (door.kind === 'llm') {
    const llm = LLM[operation.id];
    if (!llm) throw denied('This operation cannot be metered.');
    return { manifest, operation, llm, credentialId: config.model.credentialId };
  }
  const grants = config.grants.filter(({ provider }) => provider === providerId);
  const { id, title, access } = operation;
  const rules = decide(
    {
      kind: 'provider',
      id: providerId,
      title: manifest.title,
      operation: id,
      operationTitle: title,
      access,
    },
    grants,
    impliedByTool(config, providerId, id),
  );
  return { manifest, operation, credentialId: grants[0]?.credentialId, rules };
}

/** The model is part of the agent's version: a sandbox may not pick a dearer one. */
export function checkModel(config: AgentConfig, grant: Grant, model: string): void {
  // Embedding models have names of their own, and the budget bounds them.
  if (grant.llm === 'embeddings' || model === config.model.name) return;
  throw denied(`The agent runs on the model ${config.model.name} and may call no other.`);
}

function modelProvider(config: AgentConfig, dialect: 'openai' | 'anthropic'): string {
  const { provider } = config.model;
  if (dialectOf(provider) === dialect) return provider;
  throw denied(`The agent's model provider ${provider} does not speak this dialect.`);
}

const impliedByTool = (config: AgentConfig, provider: string, operation: string): boolean =>
  config.tools.some((tool) => TOOL_GRANTS[tool]?.[provider]?.includes(operation) ?? false);

const denied = (message: string): DomainError => new DomainError('operation_not_allowed', message);
