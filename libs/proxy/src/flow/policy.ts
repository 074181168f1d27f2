import type { AgentConfig, ToolName } from '@renum/contracts';
import { DomainError } from '@renum/platform';
import type { LlmOperation } from '@renum/llm';
import type { ProviderManifest, ProviderOperation, ProviderSource } from '@renum/providers';
import { decide, type GrantRules } from './grant-rules';
import type { ModelRules, ModelSource } from './model-rules';
import type { LlmRoute, ProxyRoute } from './route';

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
  'images.generate': 'images',
  'images.edit': 'image_edits',
  'audio.transcriptions': 'transcriptions',
  'audio.translations': 'translations',
  'audio.speech': 'speech',
  moderations: 'moderations',
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

/** A call of a model. */
export type ModelGrant = Grant & { llm: LlmOperation };

/** What can be said of a call to a model before its body is here. */
export interface ModelDoor {
  /** The call, unless the body names a model of another provider. */
  likely: ModelGrant;
  /** The largest body that any of those takes who could be meant. */
  requestBytes: number;
}

/** P3: what an operation of a dialect's door is. Throws `provider_unknown`, `operation_not_allowed`. */
export function modelDoor(
  providers: ProviderSource,
  rules: ModelRules,
  method: string,
  { door, path }: LlmRoute,
): ModelDoor {
  const sources = rules.sources(door.dialect);
  // Where a call names no model, nobody but the first is meant; and nobody having it, its refusal tells.
  const able = (source: ModelSource): boolean =>
    providers.operation(source.provider, method, path) !== undefined;
  const first = method === 'GET' || sources.length === 1 ? sources[0] : sources.find(able);
  const likely = modelGrant(providers, first ?? sources[0], method, path);
  const bounds = sources.map(({ provider }) => providers.find(provider)?.limits.requestBytes ?? 0);
  return { likely, requestBytes: Math.max(...bounds) };
}

/** P3: the call, now that its body has said whose it is. Throws `operation_not_allowed`. */
export function chosenGrant(
  providers: ProviderSource,
  { likely }: ModelDoor,
  target: ModelSource,
  path: string,
): ModelGrant {
  const { method } = likely.operation;
  return likely.manifest.id === target.provider
    ? { ...likely, credentialId: target.credentialId }
    : modelGrant(providers, target, method, path);
}

/** P3: the call at one of the providers. Throws `provider_unknown`, `operation_not_allowed`. */
function modelGrant(
  providers: ProviderSource,
  { provider, credentialId }: ModelSource,
  method: string,
  path: string,
): ModelGrant {
  const { manifest, operation } = described(providers, provider, method, path);
  const llm = LLM[operation.id];
  if (!llm) throw denied('This operation cannot be metered.');
  return { manifest, operation, llm, credentialId };
}

/**
 * P3: beside its models, an agent version may call what its grants name, and what its tools need;
 * each by the method and path of the manifest. Throws `provider_unknown`, `operation_not_allowed`.
 */
export function grantFor(
  providers: ProviderSource,
  config: AgentConfig,
  method: string,
  { door, path }: ProxyRoute,
): Grant {
  const providerId = door.provider;
  if (providers.find(providerId)?.kind === 'llm') {
    throw denied('Models are called through /llm, where their usage is read.');
  }
  const { manifest, operation } = described(providers, providerId, method, path);
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

function described(
  providers: ProviderSource,
  providerId: string,
  method: string,
  path: string,
): Pick<Grant, 'manifest' | 'operation'> {
  const manifest = providers.find(providerId);
  if (!manifest) throw new DomainError('provider_unknown', 'There is no such provider.');
  const operation = providers.operation(providerId, method, path);
  if (operation) return { manifest, operation };
  throw denied(
    `${manifest.title} has no operation with this method and path, or more than one that it could mean.`,
  );
}

const impliedByTool = (config: AgentConfig, provider: string, operation: string): boolean =>
  config.tools.some((tool) => TOOL_GRANTS[tool]?.[provider]?.includes(operation) ?? false);

const denied = (message: string): DomainError => new DomainError('operation_not_allowed', message);
