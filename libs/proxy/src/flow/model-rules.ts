import {
  dialectOf,
  modelReference,
  type AgentConfig,
  type Dialect,
  type FallbackModel,
  type ModelProvider,
} from '@renum/contracts';
import { DomainError } from '@renum/platform';
import { isText, type LlmOperation } from '@renum/llm';

/** A provider that a caller may use for models, and with which credential. */
export interface ModelSource {
  provider: ModelProvider;
  /** Without it the tenant's newest active one for the provider. */
  credentialId?: string;
}

export interface ModelTarget extends ModelSource {
  /** The model's own name there, which goes upstream. */
  name: string;
}

/** Which models a caller may call, whatever kind of caller it is. */
export interface ModelRules {
  /**
   * Who could be meant at this dialect's door; the first one is, where a call names no model. Throws
   * `operation_not_allowed` where nobody is.
   */
  sources(dialect: Dialect): readonly [ModelSource, ...ModelSource[]];
  /** Whom the model of a body means: `provider/model`, or a bare name. Throws `operation_not_allowed`. */
  choose(dialect: Dialect, operation: LlmOperation, named: string): ModelTarget;
}

/**
 * The model of an agent's version and its fallbacks, and no others: a sandbox may not pick a dearer one.
 * A bare name is one of the first provider that speaks the dialect: of the agent's own, where it does.
 */
export class AgentModels implements ModelRules {
  constructor(private readonly config: AgentConfig) {}

  sources(dialect: Dialect): readonly [FallbackModel, ...FallbackModel[]] {
    const { model } = this.config;
    const { fallbacks } = model;
    const all = fallbacks ? [model, ...fallbacks] : [model];
    const [first, ...rest] = all.filter(({ provider }) => dialectOf(provider) === dialect);
    if (first) return [first, ...rest];
    throw denied(`The agent's model provider ${model.provider} does not speak this dialect.`);
  }

  choose(dialect: Dialect, operation: LlmOperation, named: string): ModelTarget {
    const models = this.sources(dialect);
    if (!isText(operation)) throw denied('Agents call models for texts. Apps may call this one.');
    const [first] = models;
    // A reference before a bare name: that of OpenRouter for another's model looks like one.
    const meant =
      models.find((model) => modelReference(model) === named) ??
      models.find(({ provider, name }) => provider === first.provider && name === named);
    if (meant) return meant;
    // Embedding models have names of their own, and the budget bounds them.
    if (operation === 'embeddings') return embedding(models, named);
    throw this.refusal(named);
  }

  private refusal(named: string): DomainError {
    const { name, fallbacks = [] } = this.config.model;
    if (fallbacks.some((model) => modelReference(model) === named))
      return denied(`The model ${named} speaks another dialect: call it through that one's door.`);
    const others = fallbacks.length > 0 ? 'its fallbacks, by provider/model' : 'no other';
    return denied(`The agent runs on the model ${name} and may call ${others}.`);
  }
}

function embedding(
  models: readonly [FallbackModel, ...FallbackModel[]],
  named: string,
): ModelTarget {
  const slash = named.indexOf('/');
  const other = slash > 0 && models.find(({ provider }) => provider === named.slice(0, slash));
  const { provider, credentialId } = other || models[0];
  return { provider, credentialId, name: other ? named.slice(slash + 1) : named };
}

const denied = (message: string): DomainError => new DomainError('operation_not_allowed', message);
